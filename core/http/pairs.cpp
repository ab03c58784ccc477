#include "core/http/pairs.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

namespace carboy::core::http {

PairList::PairList(PairList&& other) noexcept
    : bytes_(std::move(other.bytes_)),
      used_(std::exchange(other.used_, 0)),
      pairs_(std::move(other.pairs_)) {
  other.pairs_.clear();
}

PairList& PairList::operator=(PairList&& other) noexcept {
  bytes_.swap(other.bytes_);
  std::swap(used_, other.used_);
  pairs_.swap(other.pairs_);
  return *this;
}

PairList::PairList(const PairList& other) {
  space(other.used_);
  for (const Pair& pair : other.pairs_) add(pair.name, pair.value);
}

PairList& PairList::operator=(const PairList& other) {
  if (this != &other) *this = PairList(other);
  return *this;
}

char* PairList::space(std::size_t size) {
  // Never null, so that an empty text is not an absent one.
  if (size > bytes_.size() - used_ || bytes_.empty()) grow(used_ + size);
  return bytes_.data() + used_;
}

std::vector<char> PairList::grow(std::size_t capacity) {
  std::vector<char> larger(std::max({capacity, bytes_.size() * 2, std::size_t{64}}));
  if (used_ > 0) std::memcpy(larger.data(), bytes_.data(), used_);
  const auto moved = [&](std::string_view text) {
    return is_absent(text)
               ? text
               : std::string_view(larger.data() + (text.data() - bytes_.data()), text.size());
  };
  for (Pair& pair : pairs_) pair = {moved(pair.name), moved(pair.value)};
  bytes_.swap(larger);
  return larger;
}

void PairList::commit(std::size_t name_size, std::size_t value_size) {
  const char* name = bytes_.data() + used_;
  pairs_.push_back({{name, name_size}, {name + name_size, value_size}});
  used_ += name_size + value_size;
}

// REQUIRES: the buffer has space for the text.
std::string_view PairList::keep(std::string_view text) {
  if (is_absent(text)) return text;
  char* to = bytes_.data() + used_;
  std::memcpy(to, text.data(), text.size());
  used_ += text.size();
  return {to, text.size()};
}

void PairList::add(std::string_view name, std::string_view value) {
  std::vector<char> before;  // may hold the texts
  const std::size_t size = name.size() + value.size();
  if (size > bytes_.size() - used_ || bytes_.empty()) before = grow(used_ + size);
  const std::string_view kept_name = keep(name);
  const std::string_view kept_value = keep(value);
  pairs_.push_back({kept_name, kept_value});
}

void PairList::set(std::string_view name, std::string_view value) {
  for (std::size_t i = 0; i < pairs_.size(); ++i) {
    if (pairs_[i].name != name) continue;
    add(name, value);
    pairs_[i].value = pairs_.back().value;
    pairs_.pop_back();
    return;
  }
  add(name, value);
}

void PairList::extend(std::string_view name, std::string_view more) {
  const std::optional<std::string_view> before = first(name);
  if (!before) {
    add(name, more);
    return;
  }
  std::string whole(*before);
  whole += more;
  set(name, whole);
}

void PairList::remove(std::string_view name) {
  std::erase_if(pairs_, [&](const Pair& pair) { return pair.name == name; });
}

std::optional<std::string_view> PairList::first(std::string_view name) const noexcept {
  for (const Pair& pair : pairs_) {
    if (pair.name == name && !is_absent(pair.name)) return pair.value;
  }
  return std::nullopt;
}

void PairList::clear() noexcept {
  pairs_.clear();
  used_ = 0;
}

}  // namespace carboy::core::http
