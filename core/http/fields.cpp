#include "core/http/fields.h"

#include <algorithm>
#include <array>

#include "core/base/ascii.h"
#include "core/base/byte_words.h"
#include "core/http/header_text.h"

namespace carboy::core::http {
namespace {

constexpr std::array<bool, 256> token_characters() {
  std::array<bool, 256> allowed{};
  for (int c = '0'; c <= '9'; ++c) allowed[static_cast<std::size_t>(c)] = true;
  for (int c = 'a'; c <= 'z'; ++c) allowed[static_cast<std::size_t>(c)] = true;
  for (int c = 'A'; c <= 'Z'; ++c) allowed[static_cast<std::size_t>(c)] = true;
  for (const char c : std::string_view("!#$%&'*+-.^_`|~"))
    allowed[static_cast<unsigned char>(c)] = true;
  return allowed;
}
constexpr auto kToken = token_characters();

}  // namespace

bool same_name(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return base::to_lower(x) == base::to_lower(y);
         });
}

bool is_token(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char c) { return kToken[static_cast<unsigned char>(c)]; });
}

bool is_field_value(std::string_view text) noexcept {
  return !base::any_word(text, [](base::ByteWord word) {
    return base::has_byte(word, '\r') || base::has_byte(word, '\n') || base::has_byte(word, '\0');
  });
}

std::optional<std::string_view> find(std::span<const Field> fields,
                                     std::string_view name) noexcept {
  for (const Field& field : fields) {
    if (same_name(field.name, name)) return field.value;
  }
  return std::nullopt;
}

bool FieldBlock::add(std::string_view name, std::string_view value) {
  if (!is_token(name) || !is_field_value(value)) return false;
  append(name, value);
  return true;
}

void FieldBlock::append(std::string_view name, std::string_view value) {
  spans_.push_back({static_cast<std::uint32_t>(bytes_.size()),
                    static_cast<std::uint32_t>(name.size()),
                    static_cast<std::uint32_t>(value.size())});
  bytes_.append(name).append(": ").append(value).append("\r\n");
}

bool FieldBlock::set(std::string_view name, std::string_view value) {
  if (!is_token(name) || !is_field_value(value)) return false;
  remove(name);
  append(name, value);
  return true;
}

std::size_t FieldBlock::remove(std::string_view name) {
  std::size_t removed = 0;
  for (std::size_t i = 0; i < spans_.size();) {
    if (!same_name(at(i).name, name)) {
      ++i;
      continue;
    }
    const std::uint32_t length = spans_[i].name_size + spans_[i].value_size + 4;
    bytes_.erase(spans_[i].at, length);
    spans_.erase(spans_.begin() + static_cast<std::ptrdiff_t>(i));
    for (std::size_t later = i; later < spans_.size(); ++later) spans_[later].at -= length;
    ++removed;
  }
  return removed;
}

std::optional<std::string_view> FieldBlock::find(std::string_view name) const noexcept {
  for (std::size_t i = 0; i < spans_.size(); ++i) {
    const Field field = at(i);
    if (same_name(field.name, name)) return field.value;
  }
  return std::nullopt;
}

Field FieldBlock::at(std::size_t index) const noexcept {
  const Span& span = spans_[index];
  const char* name = bytes_.data() + span.at;
  return {{name, span.name_size}, {name + span.name_size + 2, span.value_size}};
}

void FieldBlock::clear() noexcept {
  bytes_.clear();
  spans_.clear();
}

}  // namespace carboy::core::http
