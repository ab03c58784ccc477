// Parses multipart/form-data (RFC 7578) piece by piece; the result does not depend on how the body
// was split. It is as lenient as Werkzeug's decoder: CR, LF and CR LF end a line, a preamble and an
// epilogue are skipped, and a header may be folded.
//
// Thread rule: not thread-safe; a parser belongs to one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/http/form.h"

namespace carboy::core::http {

class MultipartParser {
 public:
  // The form is malformed if the boundary is empty or not ASCII. `out` must outlive the parser.
  MultipartParser(std::string_view boundary, const FormLimits& limits, Form& out);

  // As in FormReader. Each byte is examined a bounded number of times, and copied once to its final
  // place.
  [[nodiscard]] FormError feed(std::string_view bytes);
  [[nodiscard]] FormError finish();

 private:
  enum class State { preamble, header, body_start, body, epilogue, failed };
  struct Delimiter {
    enum class Kind { none, partial, part, end } kind = Kind::none;
    std::size_t size = 0;
  };

  // Each takes what it can from the front of `rest`, and returns false if it needs more bytes.
  bool step(std::string_view& rest, bool is_last);
  bool skip_preamble(std::string_view& rest, bool is_last);
  bool take_header(std::string_view& rest);
  bool start_body(std::string_view& rest, bool is_last);
  bool take_body(std::string_view& rest, bool is_last);

  // Returns what is at `at`: a delimiter (with its leading line end unless `bare`), the beginning
  // of one that later bytes may complete, or neither.
  Delimiter delimiter_at(std::string_view text, std::size_t at, bool bare, bool is_last) const;
  Delimiter after_boundary(std::string_view text, std::size_t at, bool is_last) const;
  // Returns where in the last bytes a delimiter may begin, or text.size() if it cannot.
  std::size_t tail_of(std::string_view text, bool bare) const;

  void run(std::string_view window, bool is_last);
  bool begin_part(std::string_view header);
  void add_body(std::string_view bytes);
  void end_part();
  void fail(FormError error);
  void fail_malformed();

  struct Part {
    std::optional<std::string> name;
    std::optional<std::string> filename;
    std::string charset = "utf-8";
    PairList headers;
    std::string value;  // of a field
    std::optional<SpilledBytes> file;
  };

  std::string dashed_;  // "--" and the boundary
  FormLimits limits_;
  Form& out_;
  State state_ = State::preamble;
  FormError error_ = FormError::none;
  std::string carry_;         // the last bytes, which are not parsed yet
  std::size_t searched_ = 0;  // bytes of `carry_` in which no header ends
  std::uint64_t received_ = 0;
  std::size_t field_bytes_ = 0;
  std::size_t file_bytes_in_memory_ = 0;
  std::shared_ptr<SpillFile> spill_file_;
  std::size_t parts_ = 0;
  Part part_;
};

}  // namespace carboy::core::http
