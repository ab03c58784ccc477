// Views that are structs: finds their methods, checks and calls them. And rules without a view.
#pragma once

#include <carboy/abi/registrar.h>
#include <carboy/detail/rule.h>
#include <carboy/detail/view.h>
#include <carboy/error.h>
#include <carboy/rule.h>

#include <cstddef>
#include <string_view>
#include <utility>

namespace carboy::detail {

template <class T>
concept HasGet = requires {
  &T::get;
};
template <class T>
concept HasHead = requires {
  &T::head;
};
template <class T>
concept HasPost = requires {
  &T::post;
};
template <class T>
concept HasPut = requires {
  &T::put;
};
template <class T>
concept HasPatch = requires {
  &T::patch;
};
template <class T>
concept HasDel = requires {
  &T::del;
};
template <class T>
concept HasOptions = requires {
  &T::options;
};

// Calls visit(method, pointer to member) for each member of T that is named after a method.
template <class T, class Visit>
constexpr void for_each_method(Visit&& visit) {
  if constexpr (HasGet<T>) visit("GET", &T::get);
  if constexpr (HasHead<T>) visit("HEAD", &T::head);
  if constexpr (HasPost<T>) visit("POST", &T::post);
  if constexpr (HasPut<T>) visit("PUT", &T::put);
  if constexpr (HasPatch<T>) visit("PATCH", &T::patch);
  if constexpr (HasDel<T>) visit("DELETE", &T::del);
  if constexpr (HasOptions<T>) visit("OPTIONS", &T::options);
}

template <class T>
inline constexpr bool has_methods =
    HasGet<T> || HasHead<T> || HasPost<T> || HasPut<T> || HasPatch<T> || HasDel<T> || HasOptions<T>;

template <class Member>
constexpr bool check_member() {
  static_assert(is_callable<Member>,
                "view_is_not_callable: a method of a view is a function whose parameter types are "
                "written out, and is not overloaded");
  static_assert(returns_response<Member>,
                "view_returns_no_response: a method of a view returns text, nlohmann::json "
                "(include <carboy/json.h>) or carboy::Response");
  return ViewFits<Member>;
}

template <class T>
constexpr bool check_methods() {
  static_assert(has_methods<T>,
                "view_has_no_method: a struct for view() has some of the members get, head, post, "
                "put, patch, del and options");
  // Written out, since the compiler's message is then short enough to be read.
  bool fits = has_methods<T>;
  if constexpr (HasGet<T>) fits = detail::check_member<decltype(&T::get)>() && fits;
  if constexpr (HasHead<T>) fits = detail::check_member<decltype(&T::head)>() && fits;
  if constexpr (HasPost<T>) fits = detail::check_member<decltype(&T::post)>() && fits;
  if constexpr (HasPut<T>) fits = detail::check_member<decltype(&T::put)>() && fits;
  if constexpr (HasPatch<T>) fits = detail::check_member<decltype(&T::patch)>() && fits;
  if constexpr (HasDel<T>) fits = detail::check_member<decltype(&T::del)>() && fits;
  if constexpr (HasOptions<T>) fits = detail::check_member<decltype(&T::options)>() && fits;
  return fits;
}

// A struct with a function for each method, as a view. If it has no head(), get() answers HEAD.
struct MethodView {
  using Callback = abi::ViewCallback;

  template <class T>
  static constexpr bool fits() {
    return detail::check_methods<T>();
  }
  template <class T>
  static Status call(void* self, abi::Request* request, abi::Response* response) noexcept {
    return carboy::guarded([&] {
      T& view = *static_cast<T*>(self);
      std::string_view asked = request->method();
      if (!HasHead<T> && asked == "HEAD") asked = "GET";
      bool is_found = false;
      detail::for_each_method<T>([&]<class Member>(std::string_view method, Member member) {
        if (is_found || method != asked) return;
        is_found = true;
        if constexpr (ViewFits<Member>) {
          detail::answer_with<Member>(request, response,
                                      [&]<class... A>(A&&... arguments) -> decltype(auto) {
                                        return (view.*member)(std::forward<A>(arguments)...);
                                      });
        }
      });
      if (!is_found) throw HttpError(405);
    });
  }
};

// Judges the text of a rule alone, without the parameters of a view.
constexpr RuleMistake judge_text(std::string_view prefix, std::string_view rule) {
  if (!rule.starts_with('/') && !(rule.empty() && !prefix.empty())) return RuleMistake::no_slash;
  RuleReader reader(rule);
  while (reader.next()) {
  }
  return reader.mistake();
}

// The rule of a struct T with a member function for each method (Flask's MethodView), below a
// prefix. It is checked against the parameters of each of them.
template <class T, FixedText Prefix = "">
struct MethodsRule {
  std::string_view text;
  RuleDefaults defaults;

  template <std::size_t N>
  consteval MethodsRule(const char (&literal)[N]) : text(literal) {
    check();
  }
  template <std::size_t N>
  consteval MethodsRule(const char (&literal)[N], RuleDefault first, RuleDefault second = {})
      : text(literal), defaults(first, second, {}, {}) {
    check();
  }

 private:
  consteval void check() const {
    detail::for_each_method<T>([this]<class Member>(std::string_view, Member) {
      using Check = CheckOf<Member>;
      const RuleVerdict verdict = Check::judge(Prefix.view(), text, defaults);
      detail::complain(verdict.mistake);
      Check::complain(verdict);
    });
  }
};

// A rule without a view, from a string literal or a RuntimeRule: see Blueprint::build_only and
// Blueprint::redirect. Its parameters are not checked, since no function takes them.
template <FixedText Prefix = "">
struct BareRule {
  std::string_view text;

  template <std::size_t N>
  consteval BareRule(const char (&literal)[N]) : text(literal) {
    detail::complain(detail::judge_text(Prefix.view(), text));
  }
  BareRule(const RuntimeRule& rule) : text(rule.text) {
    const RuleMistake mistake = detail::judge_text(Prefix.view(), text);
    if (mistake != RuleMistake::none) detail::refuse_rule(text, mistake);
  }
};

}  // namespace carboy::detail
