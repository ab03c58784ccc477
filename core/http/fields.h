// The header fields of a message: RFC 9110, section 5.
//
// Thread rule: none of these is thread-safe; a message belongs to one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace carboy::core::http {

struct Field {
  std::string_view name;
  std::string_view value;
};

// Returns whether two names are equal without regard to ASCII case (RFC 9110, section 5.1).
bool same_name(std::string_view a, std::string_view b) noexcept;
// Returns whether `text` is a `token` (RFC 9110, section 5.6.2).
bool is_token(std::string_view text) noexcept;
// Returns whether `text` may be a field value: without CR, LF and NUL (RFC 9110, section 5.5).
bool is_field_value(std::string_view text) noexcept;

// Returns the value of the first field called `name`.
std::optional<std::string_view> find(std::span<const Field> fields, std::string_view name) noexcept;

// Fields in order, with repetitions, as the bytes that the server writes: `name: value CR LF` each.
// A block that is reused for many messages allocates nothing once it has grown.
class FieldBlock {
 public:
  // Appends a field. Returns false, and appends nothing, if the name or the value is not allowed.
  // Callers must treat that as an error of the app: a CR LF would split the response.
  [[nodiscard]] bool add(std::string_view name, std::string_view value);
  // Replaces all fields of that name by one. Returns false, and changes nothing, as add() does.
  [[nodiscard]] bool set(std::string_view name, std::string_view value);
  // Removes all fields of that name. Returns how many there were.
  std::size_t remove(std::string_view name);

  std::optional<std::string_view> find(std::string_view name) const noexcept;
  std::size_t size() const noexcept { return spans_.size(); }
  Field at(std::size_t index) const noexcept;
  // Returns all fields as sent, without the empty line after them.
  std::string_view bytes() const noexcept { return bytes_; }
  void clear() noexcept;

 private:
  struct Span {
    std::uint32_t at, name_size, value_size;
  };
  // REQUIRES: both are allowed.
  void append(std::string_view name, std::string_view value);

  std::string bytes_;
  std::vector<Span> spans_;
};

}  // namespace carboy::core::http
