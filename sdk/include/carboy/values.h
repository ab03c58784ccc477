// Names with values: what a query, a form and the cookies of a request hold (Werkzeug's MultiDict).
//
// Thread rule: as for the Request that it is part of.
#pragma once

#include <carboy/abi/request.h>
#include <carboy/error.h>

#include <concepts>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carboy {

// Thrown when a view reads a value that the client did not send. Unless an error handler answers
// it, the client gets 400 with a sentence that names the field (Werkzeug's BadRequestKeyError).
class MissingValue : public Error {
 public:
  static constexpr ErrorId id{"carboy.MissingValue", &HttpError::id};
  explicit MissingValue(std::string_view name);
};

// The values are in the order in which the client sent them, and repetitions are kept. They are
// decoded and valid UTF-8. Nothing is parsed before one of the functions below is called for the
// first time. Each of them throws 400 or 413 if the request exceeds a limit of the app.
//
//   const std::string_view query = request.args.get("q");
//   const int page = request.args.get<int>("page", 1);
//   for (const auto& [name, value] : request.args) carboy::log::debug("{} is {}", name, value);
class Values {
 public:
  // Only Request makes these.
  constexpr Values(abi::Request* request, abi::PairList list) : request_(request), list_(list) {}

  // Returns the first value of that name. Throws MissingValue (400) if there is none.
  std::string_view operator[](std::string_view name) const;
  // Returns the first value of that name, if there is one.
  std::optional<std::string_view> find(std::string_view name) const;
  // Returns whether there is a value of that name; it may be empty.
  bool contains(std::string_view name) const { return find(name).has_value(); }
  // Returns the first value of that name, or `otherwise` if there is none.
  std::string_view get(std::string_view name, std::string_view otherwise = {}) const {
    return find(name).value_or(otherwise);
  }

  // Returns the first value of that name as a T: text, a number or a bool. Returns `otherwise` if
  // there is none, if it is not a T, or if it is out of T's range (Werkzeug's get(..., type=)).
  // Blanks around a number are ignored. The texts 1, true, True, on and yes are true; 0, false,
  // False, off, no and the empty text are false.
  template <class T>
  requires(!std::same_as<T, const char*>) T get(std::string_view name, T otherwise)
  const { return find<T>(name).value_or(std::move(otherwise)); }
  // The same, but returns nothing instead of a default.
  template <class T>
  std::optional<T> find(std::string_view name) const;

  // Returns all values of that name (Werkzeug's getlist).
  std::vector<std::string_view> get_all(std::string_view name) const;

  // Returns the number of values, repetitions counted.
  std::size_t size() const { return pairs().count; }
  bool empty() const { return size() == 0; }

  // Iterates over pairs of a name and a value: for (const auto& [name, value] : request.form)
  class Iterator;
  Iterator begin() const;
  Iterator end() const;

 private:
  abi::Pairs pairs() const;

  abi::Request* request_;
  abi::PairList list_;
};

}  // namespace carboy

#include <carboy/detail/values.ipp>
