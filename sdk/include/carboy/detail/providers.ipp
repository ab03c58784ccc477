// Bodies of <carboy/providers.h>.
#pragma once

#include <carboy/providers.h>

#include <type_traits>

namespace carboy {

template <class S>
template <class Later>
Later* ProviderRef<S>::as() const noexcept {
  static_assert(std::derived_from<Later, Interface>,
                "later_version_is_not_derived_from_the_service: struct CardWithIcon : Card");
  static_assert(std::string_view(Later::id.name) == std::string_view(S::id.name) &&
                    Later::id.major_version == S::id.major_version,
                "later_version_has_another_id: it has the same name and major version, and a later "
                "minor version");
  if (provider_->minor_version < Later::id.minor_version) return nullptr;
  return static_cast<Later*>(operator->());
}

template <class S>
class Providers<S>::Iterator {
 public:
  using value_type = ProviderRef<S>;
  using difference_type = std::ptrdiff_t;

  Iterator() = default;
  Iterator(const Providers* providers, std::size_t index) : providers_(providers), index_(index) {
    skip_older();
  }
  ProviderRef<S> operator*() const { return ProviderRef<S>(providers_->list_.items[index_]); }
  Iterator& operator++() {
    ++index_;
    skip_older();
    return *this;
  }
  Iterator operator++(int) {
    Iterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const Iterator& other) const { return index_ == other.index_; }

 private:
  void skip_older() {
    while (index_ < providers_->list_.count && !providers_->fits(index_)) ++index_;
  }

  const Providers* providers_ = nullptr;
  std::size_t index_ = 0;
};

template <class S>
typename Providers<S>::Iterator Providers<S>::begin() const {
  return Iterator(this, 0);
}
template <class S>
typename Providers<S>::Iterator Providers<S>::end() const {
  return Iterator(this, list_.count);
}

template <class S>
std::size_t Providers<S>::size() const {
  std::size_t count = 0;
  for (std::size_t i = 0; i < list_.count; ++i) count += fits(i) ? 1 : 0;
  return count;
}

template <class S>
template <class F>
bool Providers<S>::each(F f) const {
  static_assert(std::is_invocable_v<F&, ProviderRef<S>>,
                "each_does_not_take_a_provider: f(card) takes a carboy::ProviderRef");
  bool all = true;
  for (std::size_t i = 0; i < list_.count; ++i) {
    if (!fits(i)) continue;
    set_->enter(list_.token, i);
    const Status status = carboy::guarded([&] {
      if constexpr (std::is_same_v<std::invoke_result_t<F&, ProviderRef<S>>, Status>) {
        carboy::check(f(ProviderRef<S>(list_.items[i])));
      } else {
        f(ProviderRef<S>(list_.items[i]));
      }
    });
    set_->enter(list_.token, SIZE_MAX);
    if (status == Status::ok) continue;
    all = false;
    set_->report(list_.token, i);
    if constexpr (detail::on_failure_of<S>() == OnFailure::refuse) carboy::check(status);
  }
  return all;
}

}  // namespace carboy
