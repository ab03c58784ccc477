// URLs from endpoints and values, as Werkzeug's MapAdapter.build and Flask's url_for make them.
//
// Thread rule: Endpoints and UrlBuilder are immutable, and any thread may use them; a BuildValues
// belongs to one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/error.h"
#include "core/routing/binding.h"
#include "core/routing/methods.h"
#include "core/routing/rule.h"
#include "core/routing/value.h"

namespace carboy::core::routing {

// The rules of a map by endpoint, in the order in which building a URL tries them: first those that
// are not aliases, then those with more arguments, then those with more defaults.
class Endpoints {
 public:
  explicit Endpoints(std::span<const std::shared_ptr<const Rule>> rules);

  // Returns an empty span for an unknown endpoint.
  std::span<const Rule* const> rules_of(std::string_view endpoint) const noexcept;
  std::vector<std::string> names() const;

  // Returns the rules of the same endpoint that a URL of `rule` may have to be redirected to: they
  // come before it, have the same arguments, and have defaults for some (Map.redirect_defaults).
  std::span<const Rule* const> before_with_defaults(const Rule& rule) const noexcept;

 private:
  void note_defaults(const std::vector<const Rule*>& rules);
  std::map<std::string, std::vector<const Rule*>, std::less<>> rules_;
  std::unordered_map<const Rule*, std::vector<const Rule*>> with_defaults_;
};

// The values given for a URL, by name. A null value counts as not given. Borrows the values.
class BuildValues {
 public:
  explicit BuildValues(std::span<const NamedValue> values);

  // Returns the first value of that name, or null.
  const Value* find(std::string_view name) const noexcept;

  // Returns `?name=value&...` with the values that are not arguments of `rule`, in the order given
  // or sorted by name; an empty text if there are no such values.
  std::string query_for(const Rule& rule, bool sorted) const;

 private:
  static constexpr std::size_t kFew = 16;
  std::span<const NamedValue> values_;
  std::unordered_map<std::string_view, const Value*> index_;  // empty for a few values
};

// No URL can be built. The text names the endpoint and what is missing, or the nearest endpoint.
class BuildError : public base::Error {
 public:
  enum class Cause {
    no_rule,  // no endpoint of that name, or no rule of it suits values and method (BuildError)
    value,    // a rule suits, but its converter does not take the value (ValueError)
  };
  BuildError(Cause cause, const std::string& text) : base::Error(text), cause_(cause) {}
  Cause cause() const noexcept { return cause_; }

 private:
  Cause cause_;
};

struct BuildOptions {
  // If not set, the binding's default method is tried first, then any.
  std::optional<std::string_view> method;
  // Always include scheme and host. If false, only a URL on another host or for a WebSocket has
  // them.
  bool force_external = false;
  // Put values that are not arguments of the rule into the query. If false, ignore them.
  bool append_unknown = true;
  std::optional<std::string_view> url_scheme;  // if not set, the binding's
  std::string_view anchor;                     // what follows `#`, unquoted
};

class UrlBuilder {
 public:
  UrlBuilder(const MapOptions& options, const MethodNames& methods, const Endpoints& endpoints)
      : options_(options), methods_(methods), endpoints_(endpoints) {}

  // Returns a path with the script name, or an absolute URL. Null values count as not given, in
  // lists too; the query repeats the name for each item of a list. Throws BuildError.
  std::string build(const Binding& binding, std::string_view endpoint,
                    std::span<const NamedValue> given, const BuildOptions& options) const;

  // Returns whether the rule has all values it needs, takes the method (if one is given), and the
  // values do not contradict its defaults.
  bool suits(const Rule& rule, const BuildValues& values,
             std::optional<std::string_view> method) const;

  struct Built {
    const Rule* rule;
    std::string host;  // or subdomain
    std::string path;  // with the query
  };
  // REQUIRES: suits(). Throws BuildError with Cause::value.
  Built build_rule(const Rule& rule, const BuildValues& values, bool append_unknown) const;

 private:
  std::optional<Built> first_that_suits(const Binding& binding, std::string_view endpoint,
                                        const BuildValues& values,
                                        std::optional<std::string_view> method,
                                        bool append_unknown) const;
  std::string assembled(const Binding& binding, const Built& built,
                        const BuildOptions& options) const;

  const MapOptions& options_;
  const MethodNames& methods_;
  const Endpoints& endpoints_;
};

// Completes an endpoint that begins with a dot (Flask's `.name`) with `blueprint`. If `blueprint`
// is empty, it is an endpoint of the app.
std::string absolute_endpoint(std::string_view endpoint, std::string_view blueprint);

// Resolves a reference against an absolute http, https, ws or wss URL (RFC 3986, section 5.2), in
// the details like Python's urljoin, which Werkzeug uses for redirect_to.
// REQUIRES: base is `scheme://host/path`, without query and fragment.
std::string url_join(std::string_view base, std::string_view reference);

}  // namespace carboy::core::routing
