// What a signal carried, each time it was emitted.
//
// Thread rule: from any thread.
#pragma once

#include <carboy/json.h>
#include <carboy/request.h>
#include <carboy/response.h>
#include <carboy/signal.h>

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

namespace carboy::testing {

// Of a request and a response that a signal carried, what is left of them behind it.
struct SeenRequest {
  std::string method, path, endpoint;
};
struct SeenResponse {
  int status = 0;
  std::string body;  // empty for a stream
};

namespace detail {

inline nlohmann::json json_of(const Value& value) {
  using enum abi::Kind;
  switch (value.kind()) {
    case boolean:
      return value.i64() != 0;
    case i64:
    case datetime:
      return value.i64();
    case f64:
      return value.f64();
    case text:
    case markup:
    case decimal:
      return std::string(value.text());
    case list: {
      auto items = nlohmann::json::array();
      for (std::size_t i = 0; i < value.size(); ++i) {
        items.push_back(testing::detail::json_of(value[i]));
      }
      return items;
    }
    case map: {
      auto items = nlohmann::json::object();
      for (std::size_t i = 0; i < value.size(); ++i) {
        items[std::string(value.key(i))] = testing::detail::json_of(value[i]);
      }
      return items;
    }
    default:
      return nullptr;
  }
}

// A signal's argument as a recording keeps it: numbers as they are, text as std::string, a value as
// JSON, an error as its message.
inline bool kept(bool value) { return value; }
inline std::int64_t kept(std::int64_t value) { return value; }
inline double kept(double value) { return value; }
inline std::string kept(std::string_view value) { return std::string(value); }
inline nlohmann::json kept(const Value& value) { return testing::detail::json_of(value); }
inline nlohmann::json kept(abi::Value value) {
  carboy::detail::LocalArena arena;
  return testing::detail::json_of(Value(value, &arena));
}
inline SeenRequest kept(const Request& request) {
  return {std::string(request.method()), std::string(request.path()),
          std::string(request.endpoint())};
}
inline SeenResponse kept(const carboy::Response& response) {
  return {response.status(), std::string(response.body())};
}
inline std::string kept(const ReceivedError& error) { return error.what(); }
inline std::optional<std::string> kept(const ReceivedError* error) {
  if (error == nullptr) return std::nullopt;
  return error->what();
}

template <class T>
using Kept = decltype(testing::detail::kept(std::declval<T>()));

}  // namespace detail

// A handle; copies are of one recording.
template <class... Arguments>
class Recording {
 public:
  // One emission.
  using All = std::tuple<detail::Kept<Arguments>...>;

  std::size_t count() const {
    const std::lock_guard lock(state_->mutex);
    return state_->seen.size();
  }
  bool empty() const { return count() == 0; }
  // What every emission carried, in order.
  std::vector<All> all() const {
    const std::lock_guard lock(state_->mutex);
    return state_->seen;
  }
  // What one of them carried: const auto [name, id] = seen.at(0). REQUIRES: index < count().
  All at(std::size_t index) const {
    const std::lock_guard lock(state_->mutex);
    return state_->seen.at(index);
  }
  // Of the last emission one argument: last<0>(). REQUIRES: not empty.
  template <std::size_t Index = 0>
  auto last() const {
    return std::get<Index>(all().back());
  }
  void clear() {
    const std::lock_guard lock(state_->mutex);
    state_->seen.clear();
  }

  // For the kit.
  void add(All seen) const {
    const std::lock_guard lock(state_->mutex);
    state_->seen.push_back(std::move(seen));
  }

 private:
  struct State {
    std::mutex mutex;
    std::vector<All> seen;
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace carboy::testing
