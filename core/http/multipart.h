// multipart/form-data (RFC 7578) piece by piece: what a form's parts are does not depend on how the
// body was cut. As forgiving as Werkzeug's decoder: CR, LF and CR LF end lines, a preamble and an
// epilogue are skipped, a header may be folded.
//
// Thread rule: not thread-safe; belongs to one thread at a time.
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
  // An empty boundary, or one that is not ASCII, makes the form malformed. `out` must outlive this.
  MultipartParser(std::string_view boundary, const FormLimits& limits, Form& out);

  // Both as FormReader's. Each byte is looked at a bounded number of times, and copied once to
  // where it stays.
  [[nodiscard]] FormError feed(std::string_view bytes);
  [[nodiscard]] FormError finish();

 private:
  enum class State { preamble, header, body_start, body, epilogue, failed };
  struct Delimiter {
    enum class Kind { none, partial, part, end } kind = Kind::none;
    std::size_t size = 0;
  };

  // Each takes what it can from the front of `rest`. False: more bytes are needed.
  bool step(std::string_view& rest, bool is_last);
  bool skip_preamble(std::string_view& rest, bool is_last);
  bool take_header(std::string_view& rest);
  bool start_body(std::string_view& rest, bool is_last);
  bool take_body(std::string_view& rest, bool is_last);

  // What stands at `at`: a delimiter (with its leading line end unless `bare`), the beginning of
  // one that may become whole, or neither.
  Delimiter delimiter_at(std::string_view text, std::size_t at, bool bare, bool is_last) const;
  Delimiter after_boundary(std::string_view text, std::size_t at, bool is_last) const;
  // Where in the last bytes a delimiter may begin; text.size() when it may not.
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
  std::string carry_;         // the end of what came that is not decided yet
  std::size_t searched_ = 0;  // of `carry_`, in a header
  std::uint64_t received_ = 0;
  std::size_t field_bytes_ = 0;
  std::size_t file_bytes_in_memory_ = 0;
  std::shared_ptr<SpillFile> spill_file_;
  std::size_t parts_ = 0;
  Part part_;
};

}  // namespace carboy::core::http
