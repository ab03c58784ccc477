// The rules of an app, compiled: matches requests and builds URLs. Part of a published generation.
//
// Thread rule: immutable; any thread may call any function, each with a Match of its own.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/routing/binding.h"
#include "core/routing/url_builder.h"
#include "core/routing/match.h"
#include "core/routing/rule.h"
#include "core/routing/tree.h"
#include "core/routing/url_builder.h"

namespace carboy::core::routing {

class Table {
 public:
  // Made by Map::compile().
  Table(std::vector<std::shared_ptr<const Rule>> rules, MapOptions options, MethodNames methods);
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  // Finds the rule for a request, as Werkzeug's MapAdapter.match does, and writes what was found
  // into `match`, whose former content is lost. `path` is decoded (decode_target()); leading
  // slashes count as one. `method` may be in any case. `websocket` says what the request is;
  // nothing: what the binding's scheme says.
  //
  // 404 gives way to 405 (some rule has the path, but not the method), 405 to a redirect: to the
  // path with a slash at its end, or with repeated slashes merged, of an alias, to the URL without
  // what is a default anyway, or to redirect_to. A parameter that its converter refuses (out of
  // range) is a 404 at once. An alias whose endpoint has no other rule is served, where Werkzeug
  // would redirect it to itself. `match` borrows from this table until its next use. Allocates
  // nothing, once `match` has grown, but for redirects and for numbers in digits of other scripts.
  void match(const Binding& binding, std::string_view path, std::string_view method, Match& match,
             std::optional<bool> websocket = std::nullopt) const;

  // The methods that rules with this path take, in alphabetical order: what OPTIONS answers. Empty
  // when there is none, or one takes all. `match` is working memory.
  std::vector<std::string_view> allowed_methods(const Binding& binding, std::string_view path,
                                                Match& match) const;

  // The URL of an endpoint; see UrlBuilder::build(). Throws BuildError.
  std::string build(const Binding& binding, std::string_view endpoint,
                    std::span<const NamedValue> values, const BuildOptions& options = {}) const {
    return builder_.build(binding, endpoint, values, options);
  }

  // Whether some rule of the endpoint has an argument of that name (Map.is_endpoint_expecting).
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
  // The URL to go to instead; empty for none.
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

}  // namespace carboy::core::routing
