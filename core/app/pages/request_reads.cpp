#include "core/app/pages/request_reads.h"

#include <algorithm>
#include <array>

#include "core/app/request_content.h"

namespace carboy::core::app {
namespace {

using pages::Source;

// Who has these is known to the app, or at least to a proxy.
constexpr std::array<std::string_view, 3> kPersonalFields{"cookie", "authorization",
                                                          "proxy-authorization"};

bool is_personal(std::string_view field) {
  return std::any_of(kPersonalFields.begin(), kPersonalFields.end(),
                     [&](std::string_view name) { return http::same_name(field, name); });
}

// Returns whether the part shows who sends the request, rather than what is asked for.
bool is_personal(const Exchange& exchange, Source source, std::string_view name) {
  const auto& fields = exchange.head.fields;
  if (source == Source::fields) {
    return std::any_of(fields.begin(), fields.end(),
                       [](const http::Field& field) { return is_personal(field.name); });
  }
  const bool is_field = source == Source::field || source == Source::whole_field;
  return is_field && is_personal(name) && http::find(fields, name).has_value();
}

}  // namespace

void record_read(Exchange& exchange, Source source, std::string_view name) {
  pages::Reads& reads = *exchange.state().page.reads;
  if (reads.is_refused()) return;
  AskedExchange asked(exchange);
  auto value = asked.value_of(source, name);
  if (is_personal(exchange, source, name)) return reads.mark_personal("a field that is personal");
  if (source == Source::body && value) return reads.refuse("it depends on the body of the request");
  if (asked.has_failed()) return reads.refuse("the request exceeds a limit");
  const bool is_made = source == Source::fields || source == Source::whole_field;
  if (is_made && value) value = reads.keep(*value);
  reads.note(source, name, value);
}

void record_personal(Exchange& exchange, std::string_view why) {
  exchange.state().page.reads->mark_personal(why);
}

std::optional<std::string_view> AskedExchange::value_of(Source source, std::string_view name) {
  switch (source) {
    case Source::method:
      return exchange_.head.method;
    case Source::target:
      return exchange_.head.target;
    case Source::query:
      return exchange_.state().query;
    case Source::argument: {
      const http::PairList* const args = content_of(exchange_).args();
      has_failed_ = has_failed_ || args == nullptr;
      return args == nullptr ? std::nullopt : args->first(name);
    }
    case Source::cookie:
      return content_of(exchange_).cookies().first(name);
    case Source::field:
      return http::find(exchange_.head.fields, name);
    case Source::whole_field:
      return whole_field(name);
    case Source::fields:
      return fields();
    case Source::body:
      break;
  }
  return exchange_.body.size() == 0 ? std::nullopt : std::optional<std::string_view>("a body");
}

std::optional<std::string_view> AskedExchange::whole_field(std::string_view name) {
  bool is_there = false;
  text_.clear();
  for (const http::Field& field : exchange_.head.fields) {
    if (!http::same_name(field.name, name)) continue;
    text_.append(is_there ? ", " : "").append(field.value);
    is_there = true;
  }
  return is_there ? std::optional<std::string_view>(text_) : std::nullopt;
}

// Neither a name nor a value has a line break.
std::string_view AskedExchange::fields() {
  text_.clear();
  for (const http::Field& field : exchange_.head.fields) {
    text_.append(field.name).append(":").append(field.value).append("\n");
  }
  return text_;
}

}  // namespace carboy::core::app
