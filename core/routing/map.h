// The rules of an app: a Map collects them, a Table is compiled from it and matches requests, and a
// Match holds what a request found.
//
// Thread rule: a Map belongs to one thread. A Table is immutable: any thread may call any function,
// each with a Match of its own. A Match belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <forward_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/routing/binding.h"
#include "core/routing/converter.h"
#include "core/routing/methods.h"
#include "core/routing/rule.h"
#include "core/routing/tree.h"
#include "core/routing/url_builder.h"
#include "core/routing/value.h"

namespace carboy::core::routing {

enum class Outcome : std::uint8_t {
  matched,
  redirect,            // 308 to location()
  not_found,           // 404
  method_not_allowed,  // 405 with allow()
  websocket_mismatch,  // 400: the rule is for WebSockets and the request is not, or the reverse
};

struct Parameter {
  std::string_view name;
  // As in the path; numbers with ASCII digits and all their zeros. For a default, Value::str().
  std::string_view text;
  ParameterKind kind = ParameterKind::text;
  const Value* fixed = nullptr;  // the rule's default, if the value comes from there

  // Returns an integer, a real or a text, by `kind`; a UUID is a text in lower case.
  Value value() const;
};

// What a request matched. The caller owns it and uses it again for the next request, so that
// matching allocates nothing once it has grown.
class Match {
 public:
  Match() = default;
  Match(const Match&) = delete;
  Match& operator=(const Match&) = delete;

  Outcome outcome() const noexcept { return outcome_; }
  // Returns 200, 308, 404, 405 or 400.
  int status() const noexcept;

  // Returns the rule that matched, or null if outcome() is not `matched`.
  const Rule* rule() const noexcept { return rule_; }
  // The parameters of a match: first the rule's, host before path, in its order, then its other
  // defaults. The texts are borrowed from the path and the binding given to Table::match(), or are
  // stored in this object and the table; all are valid until the next match.
  std::span<const Parameter> parameters() const noexcept { return parameters_; }
  // Returns null for an unknown name.
  const Parameter* find(std::string_view name) const noexcept;

  // The absolute URL of a redirect.
  const std::string& location() const noexcept { return location_; }
  // For method_not_allowed, the value of the Allow field: "GET, HEAD, POST".
  std::string allow() const;
  // The methods of allow(), one by one.
  std::vector<std::string_view> allowed_methods() const;

 private:
  friend class Table;
  void clear() noexcept;

  Outcome outcome_ = Outcome::not_found;
  const Rule* rule_ = nullptr;
  std::vector<Parameter> parameters_;
  MethodSet allowed_ = 0;
  const MethodNames* methods_ = nullptr;
  std::string location_;
  std::string path_;                          // with a slash put before it, or with slashes merged
  std::forward_list<std::string> rewritten_;  // numbers that had digits of another script
  TreeScratch scratch_;
};

// The rules of an app, compiled: matches requests and builds URLs. Part of a published generation.
class Table {
 public:
  // Called by Map::compile().
  Table(std::vector<std::shared_ptr<const Rule>> rules, MapOptions options, MethodNames methods);
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  // Finds the rule for a request, as Werkzeug's MapAdapter.match does, and replaces the contents of
  // `match` with what was found. `path` is decoded (decode_target()); leading slashes count as one.
  // `method` may be in any case. `websocket` is whether the request is for a WebSocket; if not set,
  // the binding's scheme decides.
  //
  // The outcome is 404, unless a rule has the path but not the method: then it is 405, unless the
  // request has to be redirected: to the path with a slash at its end, or with repeated slashes
  // merged, to the URL of the rule that an alias stands for, to the URL without values that are
  // defaults anyway, or to redirect_to. A parameter that its converter rejects (out of range) is a
  // 404 at once. An alias whose endpoint has no other rule is served; Werkzeug would redirect it to
  // itself. `match` borrows from this table until its next use. Once `match` has grown, allocates
  // only for redirects and for numbers in digits of other scripts.
  void match(const Binding& binding, std::string_view path, std::string_view method, Match& match,
             std::optional<bool> websocket = std::nullopt) const;

  // Returns the methods that rules with this path take, in alphabetical order, for the answer to
  // OPTIONS. Returns none if no rule has the path, or if one takes every method. `match` is working
  // memory.
  std::vector<std::string_view> allowed_methods(const Binding& binding, std::string_view path,
                                                Match& match) const;

  // Returns the URL of an endpoint; see UrlBuilder::build(). Throws BuildError.
  std::string build(const Binding& binding, std::string_view endpoint,
                    std::span<const NamedValue> values, const BuildOptions& options = {}) const {
    return builder_.build(binding, endpoint, values, options);
  }

  // Returns whether some rule of the endpoint has an argument of that name
  // (Map.is_endpoint_expecting).
  bool expects(std::string_view endpoint, std::string_view argument) const noexcept;

  // In the order in which they were added.
  std::span<const std::shared_ptr<const Rule>> rules() const noexcept { return rules_; }
  const MapOptions& options() const noexcept { return options_; }
  const MethodNames& methods() const noexcept { return methods_; }

 private:
  struct Request {
    const Binding& binding;
    std::string_view path;  // empty, or with one slash before it
    std::string_view method;
    bool websocket;
  };
  void match_method(const Request& request, MethodSet method, Match& match) const;
  bool redirect_path(const Request& request, const Tree::Query& query, Tree::Finding& finding,
                     Match& match) const;
  void refuse(const Tree::Finding& finding, Match& match) const;
  bool take_parameters(const Rule& rule, Match& match) const;
  void take_defaults(const Rule& rule, Match& match) const;
  bool may_have_canonical_url(const Rule& rule) const noexcept;
  // Returns the URL to redirect to, or an empty text.
  std::string canonical_url(const Request& request, const Rule& rule, const Match& match) const;
  std::string alias_url(const Request& request, const Rule& rule, const Match& match) const;
  std::string default_url(const Request& request, const Rule& rule, const Match& match) const;
  std::string redirect_to_url(const Request& request, const Rule& rule, const Match& match) const;

  std::vector<std::shared_ptr<const Rule>> rules_;
  MapOptions options_;
  MethodNames methods_;
  Tree tree_;
  Endpoints endpoints_;
  UrlBuilder builder_;
};

// Collects the rules of an app and compiles them into a Table. Each swap makes a new one.
class Map {
 public:
  explicit Map(MapOptions options = {});

  // Makes a converter available to the rules that are added later. Throws base::Error for a name
  // that no rule could write or that is taken.
  void add_converter(std::string_view name, ConverterFactory factory);

  // Adds a rule. It lives as long as this map and every table compiled from it. Throws base::Error
  // (RuleError if it is about the text) and adds nothing for an invalid rule: the message names the
  // rule, the column and what helps.
  const Rule& add(RuleOptions options);

  // Returns the rule added before `rule` that takes some of its requests, or null: both have the
  // same host and path (apart from the names of parameters), both or neither are for WebSockets,
  // and a method given for `rule` is also one of the other's. A table accepts such rules: the
  // earlier one wins. REQUIRES: rule was added to this map.
  const Rule* earlier_twin(const Rule& rule) const;

  // Returns a table of the rules added so far. Throws base::Error if PCRE2 rejects the expression
  // of a converter.
  std::unique_ptr<const Table> compile() const;

  const MapOptions& options() const noexcept { return options_; }

 private:
  MapOptions options_;
  Converters converters_;
  MethodNames methods_;
  std::vector<std::shared_ptr<const Rule>> rules_;
  std::unordered_map<std::string, std::vector<const Rule*>> by_place_;  // what they match
};

}  // namespace carboy::core::routing
