// Bodies of <carboy/pages.h>.
#pragma once

#include <carboy/app.h>
#include <carboy/detail/runtime.h>
#include <carboy/detail/wrapper.h>
#include <carboy/pages.h>

#include <string_view>
#include <type_traits>
#include <utility>

namespace carboy {

inline void mark_personal(std::string_view why) { detail::host->mark_personal(why); }
inline void depends_on(std::string_view tag) { detail::host->depends_on(tag); }

namespace detail {

template <class F>
constexpr bool check_page_policy() {
  constexpr bool fits = std::is_invocable_v<F&, std::string_view, PagePolicy&>;
  static_assert(fits,
                "page_policy_takes_something_else: it is called with (std::string_view options, "
                "carboy::PagePolicy&)");
  return fits;
}

// Calls f(options, policy).
template <class F>
class PagePolicyOf final : public abi::RouteWrapper {
 public:
  explicit PagePolicyOf(F f) : f_(std::move(f)) {}
  uint32_t sdk() noexcept override { return kOwnSdk; }
  uint32_t phases(Text) noexcept override { return static_cast<uint32_t>(abi::WrapperPhase::page); }
  Status handle(abi::Request*, abi::Response*, Text, abi::Next next) noexcept override {
    return next();
  }
  Status page(Text options, abi::PagePolicy* policy) noexcept override {
    return carboy::guarded([&] {
      PagePolicy described(policy);
      f_(std::string_view(options), described);
    });
  }

 private:
  F f_;
};

}  // namespace detail

template <class F>
void App::provide_page_policy(const Wrapper& wrapper, F f) {
  if constexpr (detail::check_page_policy<F>()) {
    detail::provide_wrapper(registrar_, wrapper.id, new detail::PagePolicyOf<F>(std::move(f)));
  }
}

}  // namespace carboy
