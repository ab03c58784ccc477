// The compiled rules of a generation. Rules that name a host are tried first, then the others, and
// then the fallbacks of blueprints.
//
// Thread rule: immutable; RuleTablesMaker belongs to one thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/app/contribution.h"
#include "core/routing/map.h"

namespace carboy::core::app {

class RuleTables {
 public:
  struct Sought {
    const routing::Binding& binding;
    std::string_view path;
    bool websocket = false;
  };

  // Finds the rule for a request, like routing::Table::match. If the result would be 404, finds the
  // fallback, for any method.
  void match(const Sought& sought, std::string_view method, routing::Match& match) const;
  // Returns the methods of the path's rules, in alphabetical order. Overwrites `match`.
  std::vector<std::string_view> allowed_methods(const Sought& sought, routing::Match& match) const;

  // Builds a URL like routing::Table::build. A value that is the text of a rule's default counts as
  // that default.
  std::string build(const routing::Binding& binding, std::string_view endpoint,
                    std::vector<routing::NamedValue> values,
                    const routing::BuildOptions& options) const;

  // Returns whether a rule names a subdomain. If so, requests to hosts that are not server_name or
  // below it match no rule.
  bool use_subdomains() const noexcept { return !server_name_.empty(); }
  // Lower case; empty unless use_subdomains().
  const std::string& server_name() const noexcept { return server_name_; }

 private:
  friend class RuleTablesMaker;
  const routing::Table& table_of(std::string_view endpoint) const noexcept;

  std::unique_ptr<const routing::Table> main_;
  std::unique_ptr<const routing::Table> hosts_, fallbacks_, fallbacks_of_hosts_;  // may be null
  std::set<std::string, std::less<>> endpoints_of_hosts_;
  std::map<std::string, std::vector<routing::NamedValue>, std::less<>> defaults_;  // by endpoint
  std::string server_name_;
};

class RuleTablesMaker {
 public:
  explicit RuleTablesMaker(const routing::MapOptions& options);

  // Throws base::Error if the name is taken or not valid.
  void add_converter(const ConverterEntry& entry);
  // Adds one rule of a route. `target` is the number of the route. If an earlier rule takes some of
  // the same requests, returns that rule's target. Throws base::Error if the rule is not valid.
  std::optional<std::size_t> add(const RouteEntry& route, const RuleEntry& rule,
                                 std::size_t target);
  // Returns the rule that add() has added last, which lives as long as the maker or its tables.
  const routing::Rule* added() const noexcept { return added_; }
  // Adds the rules for everything below a prefix, and returns them. Throws like add().
  std::vector<const routing::Rule*> add_fallback(const RuleEntry& prefix, std::size_t target);
  // Compiles the tables. `server_name` is used only if a rule names a subdomain.
  std::unique_ptr<const RuleTables> compile(const std::string& server_name);

  bool has_subdomains() const noexcept { return has_subdomains_; }

 private:
  // The rules of one table; a map without rules makes no table.
  struct Half {
    routing::Map map;
    bool is_used = false;
  };
  static std::unique_ptr<const routing::Table> compile(const Half& half);

  Half main_, hosts_, fallbacks_, fallbacks_of_hosts_;
  bool has_subdomains_ = false;
  const routing::Rule* added_ = nullptr;
  std::unique_ptr<RuleTables> made_ = std::make_unique<RuleTables>();
};

}  // namespace carboy::core::app
