// Stored pages: the host keeps what a view has answered, and answers the same request from there.
//
//   app.get("/news", news).with(carboy::page(std::chrono::minutes(5)));
//
// The host records what hooks, wrappers and the view read of a request. A stored page answers a
// later request if each of these values is the same in it. So authors name no key; they name what
// the request does not show: carboy::depends_on() for data that change, and carboy::mark_personal()
// for a page that is for one person. docs/caching.md has the rules.
//
// Thread rule: StoredPage and PagePolicy belong to one thread. The functions are for the thread
// that works on a request.
#pragma once

#include <carboy/abi/pages.h>
#include <carboy/abi/wrapper.h>
#include <carboy/detail/duration.h>
#include <carboy/service.h>
#include <carboy/wrapper.h>

#include <string>
#include <string_view>

namespace carboy {

// The id of the wrapper that carboy::page() uses. The host provides it itself. In app.toml its
// options are text, as StoredPage writes them:
//
//   [[wrap]]
//   rule = "/news/**"
//   with = "carboy.Page"
//   options = "5 min; tag = news"
inline constexpr ServiceId kStoredPage{"carboy.Page", 1, 0};

// How the pages of a route are stored, for Route::with(). Only page() makes one.
class StoredPage {
 public:
  explicit StoredPage(std::chrono::milliseconds age) : options_(time(age)) {}

  // Lets browsers use the page that long without asking again. Otherwise they ask each time, and
  // get 304 if the page is still the same.
  StoredPage browser(std::chrono::milliseconds age) const { return plus("browser", time(age)); }
  // Names something that all pages of the route depend on, as depends_on() does.
  StoredPage tag(std::string_view name) const { return plus("tag", name); }
  // Names a cookie that the pages differ by although nothing reads it through the request.
  StoredPage vary_cookie(std::string_view name) const { return plus("vary_cookie", name); }

  // Valid as long as this object.
  operator Wrapper() const { return {kStoredPage, options_}; }

 private:
  static std::string time(std::chrono::milliseconds age) {
    return std::to_string(age.count()) + " ms";
  }
  StoredPage plus(std::string_view key, std::string_view value) const {
    StoredPage more(*this);
    more.options_.append("; ").append(key).append(" = ").append(value);
    return more;
  }
  std::string options_;
};

// Stores the pages of a route for up to `age`. Only complete responses to GET with status 200 are
// stored, and none under `carboy run`.
inline StoredPage page(std::chrono::milliseconds age) { return StoredPage(age); }

// Keeps the page of the current request from being stored, because it is for one person or for
// this one time. `why` is a noun phrase for reports: "a signed-in user". Does nothing outside of a
// request.
void mark_personal(std::string_view why);
// The page of the current request depends on what the tag stands for, such as "news". Call it
// before reading that, and Pages::mark() after changing it. Does nothing outside of a request.
void depends_on(std::string_view tag);

using abi::PageStatistics;

// The stored pages and what is known of changes: a service of the host, which no manifest needs to
// name. Its functions may be called from any thread.
//
//   auto pages = app.find_service<carboy::Pages>();
//   if (auto use = pages.use()) use->mark("news");
struct Pages {
  using Interface = abi::Pages;
  static constexpr ServiceId id{"carboy.Pages", 1, 0};

  class Api {
   public:
    Api(abi::Pages* pages, const Handle<Pages>&) : pages_(pages) {}

    // Says that what the tag stands for has changed. Pages that depend on it are made anew.
    void mark(std::string_view tag) {
      const Text text = tag;
      pages_->mark(&text, 1);
    }
    // Removes all pages.
    void clear() { pages_->clear(); }
    PageStatistics statistics() const {
      PageStatistics now;
      pages_->statistics(&now);
      return now;
    }
    // For databases and caches: <carboy/abi/pages.h> has begin_commit(), end_commit(), each() and
    // put().
    abi::Pages* abi() const noexcept { return pages_; }

   private:
    abi::Pages* pages_;
  };
};

// Describes how the pages of a route are stored; see App::provide_page_policy.
class PagePolicy {
 public:
  explicit PagePolicy(abi::PagePolicy* policy) : policy_(policy) {}

  // Sets how long a stored page is answered.
  PagePolicy& age(std::chrono::nanoseconds time) {
    policy_->set_age(time.count());
    return *this;
  }
  // The following three are those of StoredPage.
  PagePolicy& browser(std::chrono::nanoseconds time) {
    policy_->set_browser_age(time.count());
    return *this;
  }
  PagePolicy& tag(std::string_view name) {
    policy_->add_tag(name);
    return *this;
  }
  PagePolicy& vary_cookie(std::string_view name) {
    policy_->add_vary_cookie(name);
    return *this;
  }

 private:
  abi::PagePolicy* policy_;
};

}  // namespace carboy

#include <carboy/detail/pages.ipp>
