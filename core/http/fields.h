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

// Names compare without regard to ASCII case (RFC 9110, section 5.1).
bool same_name(std::string_view a, std::string_view b) noexcept;
// RFC 9110, section 5.6.2: `token`.
bool is_token(std::string_view text) noexcept;
// A field value may hold anything but CR, LF and NUL (RFC 9110, section 5.5).
bool is_field_value(std::string_view text) noexcept;

// The first field called `name` in a borrowed list.
std::optional<std::string_view> find(std::span<const Field> fields, std::string_view name) noexcept;

// Fields in order, repetitions kept, as the bytes a server writes: `name: value CR LF` each.
// Reused between messages, it allocates nothing once it has grown.
class FieldBlock {
 public:
  // Appends a field. False, and nothing appended, when name or value may not be written: that is
  // how a response is split (CR LF), so the caller must treat it as an error of the app.
  [[nodiscard]] bool add(std::string_view name, std::string_view value);
  // Replaces all fields of that name by one. False as in add().
  [[nodiscard]] bool set(std::string_view name, std::string_view value);
  // Removes all fields of that name; how many there were.
  std::size_t remove(std::string_view name);

  std::optional<std::string_view> find(std::string_view name) const noexcept;
  std::size_t size() const noexcept { return spans_.size(); }
  Field at(std::size_t index) const noexcept;
  // All fields as they go on the wire, without the empty line.
  std::string_view bytes() const noexcept { return bytes_; }
  void clear() noexcept;

 private:
  struct Span {
    std::uint32_t at, name_size, value_size;
  };
  // REQUIRES: both may be written.
  void append(std::string_view name, std::string_view value);

  std::string bytes_;
  std::vector<Span> spans_;
};

}  // namespace carboy::core::http
