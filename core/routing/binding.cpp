#include "core/routing/binding.h"

#include <algorithm>

namespace carboy::core::routing {
namespace {

std::string_view without_slashes_around(std::string_view text) noexcept {
  text.remove_prefix(std::min(text.find_first_not_of('/'), text.size()));
  const std::size_t last = text.find_last_not_of('/');
  return last == std::string_view::npos ? std::string_view() : text.substr(0, last + 1);
}

std::string_view request_subdomain(const Binding& binding, const MapOptions& options) noexcept {
  return binding.subdomain ? *binding.subdomain : std::string_view(options.default_subdomain);
}

}  // namespace

std::string_view without_standard_port(std::string_view host, std::string_view scheme) noexcept {
  const bool is_secure = scheme == "https" || scheme == "wss";
  const std::string_view port = is_secure ? ":443" : ":80";
  if (host.ends_with(port)) host.remove_suffix(port.size());
  return host;
}

std::string_view subdomain_of(std::string_view host, std::string_view server_name) noexcept {
  if (host == server_name) return {};
  if (!host.ends_with(server_name)) return kForeignSubdomain;
  std::string_view before = host.substr(0, host.size() - server_name.size());
  if (!before.ends_with('.')) return kForeignSubdomain;
  before.remove_suffix(1);
  const bool has_empty_label = before.empty() || before.starts_with('.') || before.ends_with('.') ||
                               before.find("..") != std::string_view::npos;
  return has_empty_label ? kForeignSubdomain : before;
}

std::string_view matched_host(const Binding& binding, const MapOptions& options) noexcept {
  return options.host_matching ? binding.server_name : request_subdomain(binding, options);
}

std::string host_for(const Binding& binding, const MapOptions& options,
                     std::optional<std::string_view> domain) {
  if (options.host_matching) return std::string(domain.value_or(binding.server_name));
  std::string host(domain ? *domain : request_subdomain(binding, options));
  if (!host.empty()) host += '.';
  return host.append(binding.server_name);
}

std::string redirect_url(const Binding& binding, const MapOptions& options, std::string_view path,
                         std::optional<std::string_view> domain) {
  std::string url(binding.url_scheme.empty() ? "http" : binding.url_scheme);
  url.append("://").append(host_for(binding, options, domain));
  const std::string_view script = without_slashes_around(binding.script_name);
  if (!script.empty()) url.append("/").append(script);
  path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
  url.append("/").append(path);
  if (!binding.query.empty()) url.append("?").append(binding.query);
  return url;
}

}  // namespace carboy::core::routing
