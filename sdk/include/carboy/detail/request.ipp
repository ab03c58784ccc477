// Bodies of <carboy/request.h>.
#pragma once

#include <carboy/detail/callback.h>
#include <carboy/detail/parsed.h>
#include <carboy/detail/printed.h>
#include <carboy/request.h>

namespace carboy {

namespace detail {
// <carboy/json.h> specialises this. Its name is what the compiler prints without that header.
template <class>
struct request_json_needs_the_header_carboy_json;
}  // namespace detail

inline std::optional<std::string_view> Accept::best_match(
    std::initializer_list<std::string_view> offers) const {
  std::vector<Text> texts(offers.begin(), offers.end());
  const auto index = request_->best_match(kind_, texts.data(), texts.size());
  if (index < 0) return std::nullopt;
  return offers.begin()[index];
}

inline std::string_view Authorization::parameter(std::string_view name) const {
  for (std::size_t i = 0; i < received_.parameters.count; ++i) {
    const abi::Pair& pair = received_.parameters.items[i];
    if (std::string_view(pair.name) == name) return pair.value;
  }
  return {};
}

inline Request::Request(abi::Request* request)
    : args(request, abi::PairList::args),
      form(request, abi::PairList::form),
      cookies(request, abi::PairList::cookies),
      files(request),
      accept(request, abi::AcceptKind::media),
      accept_language(request, abi::AcceptKind::language),
      accept_encoding(request, abi::AcceptKind::encoding),
      accept_charset(request, abi::AcceptKind::charset),
      request_(request) {}

inline std::optional<std::string_view> Request::header(std::string_view name) const {
  const Text value = request_->header(name);
  if (value.data == nullptr) return std::nullopt;
  return std::string_view(value);
}

inline std::vector<std::pair<std::string_view, std::string_view>> Request::headers() const {
  std::vector<std::pair<std::string_view, std::string_view>> fields(request_->header_count());
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const HeaderField field = request_->header_at(i);
    fields[i] = {field.name, field.value};
  }
  return fields;
}

inline std::optional<Authorization> Request::authorization() const {
  abi::Authorization received;
  if (!request_->authorization(&received)) return std::nullopt;
  return Authorization(received);
}

inline std::optional<Ranges> Request::ranges() const {
  Ranges asked;
  if (!request_->ranges(&asked)) return std::nullopt;
  return asked;
}

inline std::string_view Request::body() const {
  const Bytes bytes = request_->body();
  return {bytes.data, bytes.size};
}

inline std::size_t Request::read_body(std::uint64_t offset, char* into,
                                      std::size_t capacity) const {
  std::size_t got = 0;
  carboy::check(request_->read_body(offset, into, capacity, &got));
  return got;
}

inline void Request::save_body(std::string_view path, bool overwrite) const {
  carboy::check(request_->save_body(path, overwrite));
}

inline std::string Request::mimetype() const {
  std::string type(detail::without_blanks(header("Content-Type").value_or("")));
  type.resize(detail::without_blanks(type.substr(0, type.find(';'))).size());
  for (char& c : type) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return type;
}

inline bool Request::is_json() const {
  const std::string type = mimetype();
  return type == "application/json" ||
         (type.starts_with("application/") && type.ends_with("+json"));
}

template <class Tag>
decltype(auto) Request::json() const {
  return detail::request_json_needs_the_header_carboy_json<Tag>::of(*this);
}

inline std::optional<std::string_view> Request::parameter(std::string_view name) const {
  const Text value = request_->parameter_named(name);
  if (value.data == nullptr) return std::nullopt;
  return std::string_view(value);
}

namespace detail {
// Differs between most types that do not have the same layout.
template <class T>
inline constexpr std::uint64_t layout_of = (std::uint64_t{sizeof(T)} << 16U) | alignof(T);
}  // namespace detail

template <class T>
T* Request::get(const RequestKey<T>& key) const {
  void* found = nullptr;
  const Status status = detail::host->request_value(key.name, detail::layout_of<T>, &found);
  if (status == Status::not_found) return nullptr;
  carboy::check(status);
  return static_cast<T*>(found);
}

template <class T, class U>
T& Request::set(const RequestKey<T>& key, U&& value) const {
  T* kept = new T(std::forward<U>(value));
  carboy::check(
      detail::host->set_request_value(key.name, detail::layout_of<T>, kept, &detail::drop<T>));
  return *kept;
}

template <class T, class F>
T& Request::get_or_make(const RequestKey<T>& key, F f) const {
  if (T* found = get(key)) return *found;
  return set(key, f());
}

inline Request current_request() {
  abi::Request* request = detail::host->current();
  if (request == nullptr) {
    throw OutsideRequest(
        "There is no request here: timers, commands and background work run outside of one.");
  }
  return Request(request);
}

namespace detail {
inline void append_to_string(void* self, Text piece) noexcept {
  static_cast<std::string*>(self)->append(piece.data, piece.size);
}
inline TextSink sink_into(std::string& out) { return {&detail::append_to_string, &out}; }

inline std::string url_for(std::string_view endpoint, const Text* values, std::size_t count) {
  std::string url;
  const TextSink sink = detail::sink_into(url);
  abi::Request* request = host->current();
  carboy::check(request != nullptr ? request->url_for(endpoint, values, count, sink)
                                   : host->url_for(endpoint, values, count, sink));
  return url;
}
}  // namespace detail

template <class... Values>
std::string url_for(std::string_view endpoint, const Values&... values) {
  static_assert(sizeof...(Values) % 2 == 0,
                "url_for_takes_values_in_pairs: url_for(endpoint, name, value, name, value ...)");
  if constexpr (sizeof...(Values) == 0) {
    return detail::url_for(endpoint, nullptr, 0);
  } else {
    const std::string kept[] = {detail::printed(values)...};
    Text texts[sizeof...(Values)];
    for (std::size_t i = 0; i < sizeof...(Values); ++i) texts[i] = kept[i];
    return detail::url_for(endpoint, texts, sizeof...(Values));
  }
}

}  // namespace carboy
