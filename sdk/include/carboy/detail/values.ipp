// Bodies of <carboy/values.h>.
#pragma once

#include <carboy/detail/parsed.h>
#include <carboy/values.h>

namespace carboy {

inline MissingValue::MissingValue(std::string_view name)
    : Error(id, 400, "The request lacks \"" + std::string(name) + "\".") {}

class Values::Iterator {
 public:
  using iterator_category = std::forward_iterator_tag;
  using value_type = std::pair<std::string_view, std::string_view>;
  using difference_type = std::ptrdiff_t;
  using pointer = const value_type*;
  using reference = value_type;

  Iterator() = default;
  explicit Iterator(const abi::Pair* at) : at_(at) {}
  value_type operator*() const { return {at_->name, at_->value}; }
  Iterator& operator++() {
    ++at_;
    return *this;
  }
  Iterator operator++(int) { return Iterator(at_++); }
  friend bool operator==(const Iterator& a, const Iterator& b) { return a.at_ == b.at_; }

 private:
  const abi::Pair* at_ = nullptr;
};

inline abi::Pairs Values::pairs() const {
  abi::Pairs all;
  switch (list_) {
    case abi::PairList::args:
      carboy::check(request_->args(&all));
      break;
    case abi::PairList::form:
      carboy::check(request_->form(&all));
      break;
    case abi::PairList::cookies:
      carboy::check(request_->cookies(&all));
      break;
  }
  return all;
}

inline std::string_view Values::operator[](std::string_view name) const {
  const auto found = find(name);
  if (!found) throw MissingValue(name);
  return *found;
}

inline std::optional<std::string_view> Values::find(std::string_view name) const {
  Text value;
  const Status status = request_->find_value(list_, name, &value);
  if (status == Status::not_found) return std::nullopt;
  carboy::check(status);
  return std::string_view(value);
}

template <class T>
std::optional<T> Values::find(std::string_view name) const {
  const auto text = find(name);
  return text ? detail::value_from<T>(*text) : std::nullopt;
}

inline Values::Iterator Values::begin() const { return Iterator(pairs().items); }
inline Values::Iterator Values::end() const {
  const abi::Pairs all = pairs();
  return Iterator(all.items + all.count);
}

inline std::vector<std::string_view> Values::get_all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [key, value] : *this) {
    if (key == name) values.push_back(value);
  }
  return values;
}

}  // namespace carboy
