// The lines of a request's head, read byte by byte: they find the first byte after which no further
// bytes can make a line valid (RFC 9112, sections 3 and 5). They serve lines whose end has not come
// yet, and trailer fields.
//
// Thread rule: not thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace carboy::core::server {

// Why a request was rejected: the status of the answer, and a sentence for the client's developer.
struct Refusal {
  int status = 0;         // 0 means that nothing is wrong
  std::string_view text;  // a literal
};

constexpr std::size_t kLongestMethod = 32;

// Methods are case-sensitive, and a route cannot have one with a lower-case letter (RFC 9110, 9.1).
bool is_known_form_of_method(std::string_view method) noexcept;

// METHOD SP target SP HTTP/1.x CR LF
class RequestLine {
 public:
  explicit RequestLine(std::size_t max_target) noexcept : max_target_(max_target) {}

  // Takes the next bytes of the line, as long as it may become valid. Returns a refusal without a
  // status when it took all of them.
  Refusal take(std::string_view bytes) noexcept;

 private:
  enum class Part : std::uint8_t { method, target, version };

  Refusal take(char c) noexcept;
  Refusal take_method(char c) noexcept;
  Refusal take_target(char c) noexcept;
  Refusal take_version(char c) noexcept;
  Refusal enter(Part part) noexcept;

  std::size_t max_target_;
  std::size_t size_ = 0;  // of the part
  Part part_ = Part::method;
};

// name ":" value CR LF, again and again; then the empty line that ends them.
class FieldLines {
 public:
  // Takes the next bytes, as long as the lines may become valid. Returns a refusal without a status
  // when it took all of them.
  Refusal take(std::string_view bytes) noexcept;

  // Returns true once the empty line is complete.
  bool at_end() const noexcept { return part_ == Part::end; }
  // Returns true between the first byte of a name and its colon.
  bool in_name() const noexcept { return part_ == Part::name; }
  // Returns the current field's name; of a long one, as much as tells it from the framing fields.
  std::string_view name() const noexcept { return {name_.data(), size_}; }

 private:
  enum class Part : std::uint8_t { start, name, value, line_feed, last_line_feed, end };

  Refusal take(char c) noexcept;
  Refusal begin_name(char c) noexcept;
  Refusal take_name(char c) noexcept;

  Part part_ = Part::start;
  std::uint8_t size_ = 0;
  std::array<char, 22> name_{};
};

}  // namespace carboy::core::server
