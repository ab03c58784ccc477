// Names with values, as a query, a form and a request's cookies have them (Werkzeug's MultiDict).
//
// Thread rule: as Request, whose part it is.
#pragma once

#include <carboy/abi/request.h>
#include <carboy/error.h>
#include <carboy/detail/parsed.h>

#include <concepts>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carboy {

// A view asked for a value that the client did not send: 400 unless somebody handles it (Werkzeug's
// BadRequestKeyError).
class MissingValue : public Error {
 public:
  static constexpr ErrorId id{"carboy.MissingValue", &HttpError::id};
  explicit MissingValue(std::string_view name)
      : Error(id, 400, "The request lacks \"" + std::string(name) + "\".") {}
};

// In the order they came, repetitions kept. Nothing is parsed before it is asked for; then any of
// these throws 400 or 413 when the app's limits are exceeded.
class Values {
 public:
  using Function = Status (*)(abi::Request* request, abi::Pairs* out) noexcept;
  // Made by Request.
  constexpr Values(abi::Request* request, Function function)
      : request_(request), function_(function) {}

  // The first value of that name. Throws MissingValue (400) when there is none.
  std::string_view operator[](std::string_view name) const {
    const auto found = find(name);
    if (!found) throw MissingValue(name);
    return *found;
  }
  // The first value of that name.
  std::optional<std::string_view> find(std::string_view name) const {
    const abi::Pairs all = pairs();
    for (std::size_t i = 0; i < all.count; ++i) {
      if (std::string_view(all.items[i].name) == name) return std::string_view(all.items[i].value);
    }
    return std::nullopt;
  }
  bool contains(std::string_view name) const { return find(name).has_value(); }
  // The first value of that name, or `otherwise` when there is none.
  std::string_view get(std::string_view name, std::string_view otherwise = {}) const {
    return find(name).value_or(otherwise);
  }
  // The same as a T: text, a number or a bool; `otherwise`, too, when it is none or does not fit
  // (Werkzeug's get(..., type=)).
  //   request.args.get<int>("page", 1)
  template <class T>
  requires(!std::same_as<T, const char*>) T get(std::string_view name, T otherwise)
  const { return find<T>(name).value_or(std::move(otherwise)); }
  template <class T>
  std::optional<T> find(std::string_view name) const {
    const auto text = find(name);
    return text ? detail::value_from<T>(*text) : std::nullopt;
  }
  // All values of that name.
  std::vector<std::string_view> get_all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const auto& [key, value] : *this) {
      if (key == name) values.push_back(value);
    }
    return values;
  }

  std::size_t size() const { return pairs().count; }
  bool empty() const { return size() == 0; }

  // for (const auto& [name, value] : request.args)
  class Iterator {
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
  Iterator begin() const { return Iterator(pairs().items); }
  Iterator end() const {
    const abi::Pairs all = pairs();
    return Iterator(all.items + all.count);
  }

 private:
  abi::Pairs pairs() const {
    abi::Pairs all;
    carboy::check(function_(request_, &all));
    return all;
  }

  abi::Request* request_;
  Function function_;
};

}  // namespace carboy
