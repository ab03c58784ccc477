#include "core/http/idna.h"

#include <idn2.h>
#include <utf8proc.h>

#include <algorithm>
#include <memory>

#include "core/base/utf8.h"

namespace carboy::core::http {
namespace {

struct Free {
  void operator()(char* text) const noexcept { idn2_free(text); }
};
using Owned = std::unique_ptr<char, Free>;

constexpr std::size_t kMaxLabel = 63;
constexpr std::size_t kMaxHost = 1024;  // in UTF-8, before it is encoded

bool is_ascii(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Returns whether no label is too long, and only the last one may be empty.
bool has_good_labels(std::string_view host) noexcept {
  while (!host.empty()) {
    const std::size_t end = std::min(host.find('.'), host.size());
    if (end == 0 || end > kMaxLabel) return false;
    host.remove_prefix(std::min(end + 1, host.size()));
  }
  return true;
}

std::optional<std::string> encoded_by_library(std::string_view host) {
  if (host.size() > kMaxHost || host.find('\0') != std::string_view::npos || !base::is_utf8(host)) {
    return std::nullopt;
  }
  char* text = nullptr;
  const std::string terminated(host);
  if (idn2_to_ascii_8z(terminated.c_str(), &text, IDN2_TRANSITIONAL) != IDN2_OK)
    return std::nullopt;
  const Owned owned(text);
  return std::string(text);
}

std::string decoded_label(std::string_view label) {
  char* text = nullptr;
  std::string terminated(label);
  if (idn2_to_unicode_8z8z(terminated.c_str(), &text, 0) != IDN2_OK) return terminated;
  const Owned owned(text);
  return text;
}

bool begins_with_prefix(std::string_view label) noexcept {
  return label.size() > 4 && (label[0] | 0x20) == 'x' && (label[1] | 0x20) == 'n' &&
         label.substr(2, 2) == "--";
}

}  // namespace

std::optional<std::string> idna_encoded(std::string_view host) {
  std::optional<std::string> encoded =
      is_ascii(host) ? std::string(host) : encoded_by_library(host);
  return encoded && has_good_labels(*encoded) ? encoded : std::nullopt;
}

std::string idna_decoded(std::string_view host) {
  if (!is_ascii(host)) return std::string(host);
  std::string decoded;
  for (bool more = true; more;) {
    const std::size_t end = std::min(host.find('.'), host.size());
    const std::string_view label = host.substr(0, end);
    const bool is_encoded = begins_with_prefix(label) && label.size() <= kMaxLabel &&
                            label.find('\0') == std::string_view::npos;
    decoded += is_encoded ? decoded_label(label) : std::string(label);
    more = end < host.size();
    if (more) decoded += '.';
    host.remove_prefix(std::min(end + 1, host.size()));
  }
  return decoded;
}

std::string host_in_lower_case(std::string_view host) {
  std::string lower;
  for (std::size_t at = 0; at < host.size();) {
    const base::CodePoint found = base::code_point_at(host, at);
    const utf8proc_int32_t value = utf8proc_tolower(static_cast<utf8proc_int32_t>(found.value));
    base::append_code_point(lower, static_cast<char32_t>(value));
    at += found.size;
  }
  return lower;
}

}  // namespace carboy::core::http
