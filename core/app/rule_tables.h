// The rules of a generation, compiled. Rules that name a host are tried first, then the others,
// and where neither knows the path the fall-backs of blueprints.
//
// Thread rule: immutable once made; RuleTablesMaker belongs to one thread.
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

  // Finds the rule for a request, as routing::Table::match. A fall-back is found where the answer
  // would be 404, whatever the method.
  void match(const Sought& sought, std::string_view method, routing::Match& match) const;
  // The methods of the path's rules, in alphabetical order. `match` is working memory.
  std::vector<std::string_view> allowed_methods(const Sought& sought, routing::Match& match) const;

  // As routing::Table::build. A value that is the text of a rule's default counts as that default.
  std::string build(const routing::Binding& binding, std::string_view endpoint,
                    std::vector<routing::NamedValue> values,
                    const routing::BuildOptions& options) const;

  // Whether some rule names a subdomain: requests to other hosts than server_name match no rule.
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

  // Throws base::Error for a name that is taken or cannot be.
  void add_converter(const ConverterEntry& entry);
  // Adds one rule of a route with what to run; the number of the target of an earlier rule that
  // takes some of its requests, if there is one. Throws base::Error for a rule that is wrong.
  std::optional<std::size_t> add(const RouteEntry& route, const RuleEntry& rule,
                                 std::size_t target);
  // Everything below a prefix. Throws as add().
  void add_fallback(const RuleEntry& prefix, std::size_t target);
  // `server_name` counts when a rule named a subdomain.
  std::unique_ptr<const RuleTables> compile(const std::string& server_name);

  bool has_subdomains() const noexcept { return has_subdomains_; }

 private:
  // Of rules, or of rules that name a host; a map without rules makes no table.
  struct Half {
    routing::Map map;
    bool is_used = false;
  };
  static std::unique_ptr<const routing::Table> compile(const Half& half);

  Half main_, hosts_, fallbacks_, fallbacks_of_hosts_;
  bool has_subdomains_ = false;
  std::unique_ptr<RuleTables> made_ = std::make_unique<RuleTables>();
};

}  // namespace carboy::core::app
