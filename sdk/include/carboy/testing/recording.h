// What a signal carried, each time it was emitted.
//
// Thread rule: from any thread.
#pragma once

#include <carboy/testing/detail/recording.h>

#include <cstddef>
#include <memory>
#include <mutex>
#include <tuple>
#include <vector>

namespace carboy::testing {

// App::record() makes these. A copy is a second handle to the same recording. Texts are kept as
// std::string, a carboy::Value as nlohmann::json, an error as its message (nothing if there was
// none), and of a request or response a SeenRequest or SeenResponse.
//
//   auto seen = app.record(guestbook::entry_signed);
//   client.post("/guestbook/", {.form = {{"name", "Ada"}, {"text", "Hi"}}});
//   EXPECT_EQ(seen.count(), 1u);
//   EXPECT_EQ(seen.last<0>(), "Ada");
template <class... Arguments>
class Recording {
 public:
  // The arguments of one emission.
  using All = std::tuple<detail::Kept<Arguments>...>;

  // Returns how often the signal was emitted since record() or clear().
  std::size_t count() const;
  bool empty() const { return count() == 0; }
  // Returns the arguments of all emissions, in order.
  std::vector<All> all() const;
  // Returns the arguments of one emission: const auto [name, id] = seen.at(0). Throws
  // std::out_of_range unless index < count().
  All at(std::size_t index) const;
  // Returns one argument of the last emission, the first if no number is given. REQUIRES: !empty().
  template <std::size_t Index = 0>
  auto last() const {
    return std::get<Index>(all().back());
  }
  // Forgets everything.
  void clear();

  // Adds one emission. App::record() calls it.
  void add(All seen) const;

 private:
  struct State {
    std::mutex mutex;
    std::vector<All> seen;
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace carboy::testing

#include <carboy/testing/detail/recording.ipp>
