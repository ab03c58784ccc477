// URLs from endpoints and values, as Werkzeug's MapAdapter.build and Flask's url_for make them.
//
// Thread rule: immutable; any thread may build.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/routing/binding.h"
#include "core/routing/build_values.h"
#include "core/routing/endpoints.h"
#include "core/routing/methods.h"
#include "core/routing/value.h"

namespace carboy::core::routing {

// No URL can be built. The text names the endpoint and what is missing, or the nearest endpoint.
class BuildError : public base::Error {
 public:
  enum class Cause {
    no_rule,  // no endpoint of that name, or none of its rules suits values and method (BuildError)
    value,    // a rule suits, but its converter does not take the value (ValueError)
  };
  BuildError(Cause cause, const std::string& text) : base::Error(text), cause_(cause) {}
  Cause cause() const noexcept { return cause_; }

 private:
  Cause cause_;
};

struct BuildOptions {
  // Nothing: the binding's default method first, then any.
  std::optional<std::string_view> method;
  // Always scheme and host; else only where the URL is on another host or for a WebSocket.
  bool force_external = false;
  // Values that are no arguments of the rule go into the query; else they are left out.
  bool append_unknown = true;
  std::optional<std::string_view> url_scheme;  // nothing: the binding's
  std::string_view anchor;                     // what follows `#`, unquoted
};

class UrlBuilder {
 public:
  UrlBuilder(const MapOptions& options, const MethodNames& methods, const Endpoints& endpoints)
      : options_(options), methods_(methods), endpoints_(endpoints) {}

  // The URL: a path with the script name, or absolute. Null values count as not given, in lists
  // too; a list is repeated in the query. Throws BuildError.
  std::string build(const Binding& binding, std::string_view endpoint,
                    std::span<const NamedValue> given, const BuildOptions& options) const;

  // Whether the rule has all values it needs, takes the method (nothing: whichever), and its
  // defaults are not contradicted.
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

// Flask's `.name`: an endpoint that begins with a dot is one of `blueprint`, or of the app when
// there is none.
std::string absolute_endpoint(std::string_view endpoint, std::string_view blueprint);

}  // namespace carboy::core::routing
