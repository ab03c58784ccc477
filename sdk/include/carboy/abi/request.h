// The current request and its response, as an extension sees them.
//
// Thread rule: to be used by the thread that runs the view, hook or slot they were passed to, until
// it returns. Only Request::cancelled() may be called from any thread while the view runs.
#pragma once

#include <carboy/abi/types.h>

namespace carboy {

// Bytes from `start` up to but without `stop`; a negative start counts from the end.
struct ByteRange {
  int64_t start = 0;
  int64_t stop = -1;  // -1: to the end
};

// The parts of a representation that the client asks for (RFC 9110, section 14.2). The unit is
// "bytes".
struct Ranges {
  uint32_t size = sizeof(Ranges);
  Text unit;
  const ByteRange* items = nullptr;
  size_t count = 0;
};

}  // namespace carboy

namespace carboy::abi {

// Names with values in the order they came, repetitions kept. Decoded; UTF-8.
struct Pair {
  Text name;
  Text value;
};
struct Pairs {
  const Pair* items = nullptr;
  size_t count = 0;
};

// A file of a form (RFC 7578). Lives until the request ends.
struct File : Service {
  virtual Text field() noexcept = 0;
  // As the client sent it: no path to be trusted.
  virtual Text file_name() noexcept = 0;
  // That name in letters, digits and "_.-", without folders; may be empty.
  virtual Text safe_file_name() noexcept = 0;
  // As the client says; empty when it does not.
  virtual Text content_type() noexcept = 0;
  virtual Pairs headers() noexcept = 0;
  virtual uint64_t size() noexcept = 0;
  // Copies up to `room` bytes from `offset` on; `got` less than that: the end.
  virtual Status read(uint64_t offset, char* into, size_t room, size_t* got) noexcept = 0;
  // Writes it whole or not at all. Refused when there is such a file, unless `overwrite`.
  virtual Status save(Text path, bool overwrite) noexcept = 0;

 protected:
  ~File() = default;
};

// What the client sent to say who it is (RFC 9110, section 11.6.2). Texts without data are absent.
struct Authorization {
  uint32_t size = sizeof(Authorization);
  Text type;  // "basic", "bearer", "digest" ..., in lower case
  Text token;
  Pairs parameters;  // Basic has "username" and "password"
};

// The lists of names and values that a request has.
enum class PairList : uint8_t { args, form, cookies };

enum class AcceptKind : uint8_t { media, language, encoding, charset };
enum class UrlPart : uint8_t {
  url,        // https://example.org/app/page?x=1
  base_url,   // https://example.org/app/page
  root_url,   // https://example.org/app/
  full_path,  // /page?x=1
};

// Text it returns lives until the request ends.
struct Request : Service {
  virtual Text method() noexcept = 0;
  // Percent-decoded; UTF-8.
  virtual Text path() noexcept = 0;
  // Behind the question mark, as sent.
  virtual Text query() noexcept = 0;
  // The request target as sent.
  virtual Text target() noexcept = 0;
  // The first field of that name; data is null when there is none.
  virtual Text header(Text name) noexcept = 0;
  virtual size_t header_count() noexcept = 0;
  virtual HeaderField header_at(size_t index) noexcept = 0;
  // All of it. One that lies on the disk is mapped: what is looked at takes memory.
  virtual Bytes body() noexcept = 0;
  // The rule's parameters in its order, percent-decoded.
  virtual size_t parameter_count() noexcept = 0;
  virtual Text parameter(size_t index) noexcept = 0;
  // data is null when the rule has no such parameter.
  virtual Text parameter_named(Text name) noexcept = 0;
  // Empty when the route has no name, or none matched.
  virtual Text endpoint() noexcept = 0;
  virtual Text rule() noexcept = 0;
  // The address of the client, without port.
  virtual Text remote_address() noexcept = 0;
  // The client has gone, or the extension is being stopped: what is made now is for nobody.
  virtual bool cancelled() noexcept = 0;
  // The URL of an endpoint, into `out`. A name that begins with a dot is of the current blueprint.
  // Values are name, text, name, text ...; those the rule does not name become the query.
  virtual Status url_for(Text endpoint, const Text* values, size_t count,
                         TextSink out) noexcept = 0;
  // Each of the following is parsed when it is asked for first. Failed with 400 or 413 when it is
  // too large, or malformed in a way that cannot be passed over.
  // Of the query.
  virtual Status args(Pairs* out) noexcept = 0;
  // Of a body that is an HTML form, urlencoded or multipart; empty for any other.
  virtual Status form(Pairs* out) noexcept = 0;
  virtual Status files(File* const** out, size_t* count) noexcept = 0;
  virtual Status cookies(Pairs* out) noexcept = 0;
  virtual Text parameter_name(size_t index) noexcept = 0;
  // Name of the route's blueprint, with those around it; empty outside of one.
  virtual Text blueprint() noexcept = 0;
  // These four as a trusted proxy says, where there is one.
  virtual Text scheme() noexcept = 0;
  // With its port unless that is the scheme's own.
  virtual Text host() noexcept = 0;
  // The path the app is mounted under, without a final slash.
  virtual Text script_root() noexcept = 0;
  virtual Text url(UrlPart part) noexcept = 0;
  // 32 hexadecimal digits, or what a trusted proxy calls it.
  virtual Text request_id() noexcept = 0;
  // Which of the offers the client likes best; -1 for none, also when it does not say.
  virtual int32_t best_match(AcceptKind kind, const Text* offers, size_t count) noexcept = 0;
  // 0 to 1.
  virtual double quality(AcceptKind kind, Text offer) noexcept = 0;
  // False when there is none, or it is malformed.
  virtual bool authorization(Authorization* out) noexcept = 0;
  // False when there is no Range, or it is to be ignored (RFC 9110, section 14.2).
  virtual bool ranges(Ranges* out) noexcept = 0;
  virtual uint64_t body_size() noexcept = 0;
  // Copies up to `room` bytes of the body from `offset` on; `got` less than that: the end.
  virtual Status read_body(uint64_t offset, char* into, size_t room, size_t* got) noexcept = 0;
  // Writes the body to a file, whole or not at all. Refused when there is such a file, unless
  // `overwrite`.
  virtual Status save_body(Text path, bool overwrite) noexcept = 0;
  // The first value of that name, in one of the lists above. A stored page then depends on this
  // value only, and not on the whole list. not_found when there is none; failed as the list is.
  virtual Status find_value(PairList list, Text name, Text* value) noexcept = 0;

 protected:
  ~Request() = default;
};

// Where a stream's bytes go; valid inside the stream's callback only.
struct BodyWriter : Service {
  // Copied. cancelled: nobody reads any more, stop.
  virtual Status write(Bytes bytes) noexcept = 0;
  // Asks not to be called again before so many nanoseconds have passed.
  virtual void pause(int64_t nanoseconds) noexcept = 0;

 protected:
  ~BodyWriter() = default;
};

enum class StreamState : int32_t { more = 0, done = 1, failed = 2 };
// Called on a worker, again and again while the client takes what it wrote; never by two threads.
using StreamCallback = Callback<StreamState, BodyWriter*>;

// A Set-Cookie header (RFC 6265). Texts without data are left out.
struct Cookie {
  uint32_t size = sizeof(Cookie);
  Text name;
  Text value;
  Text path = Text("/", 1);
  Text domain;
  Text same_site;       // Strict, Lax or None
  int64_t max_age = 0;  // seconds
  int64_t expires = 0;  // seconds since 1970
  bool has_max_age = false;
  bool has_expires = false;
  bool secure = false;
  bool secure_over_https = false;  // secure when the request came over https
  bool http_only = false;
  bool partitioned = false;
};

// How a file is sent. Texts without data are found out.
struct FileOptions {
  uint32_t size = sizeof(FileOptions);
  Text content_type;
  Text download_name;
  Text etag;
  int64_t last_modified = -1;  // seconds since 1970; -1: the file's
  int64_t max_age = -1;        // seconds; -1: no-cache, so that the client asks each time
  bool attachment = false;
  bool conditional = true;  // answers 304, 412, 206 and 416 where the request asks for them
};

struct Response : Service {
  virtual int32_t status() noexcept = 0;
  // 200 to 599; refused otherwise.
  virtual Status set_status(int32_t status) noexcept = 0;
  virtual Text header(Text name) noexcept = 0;
  virtual size_t header_count() noexcept = 0;
  virtual HeaderField header_at(size_t index) noexcept = 0;
  // Replaces, adds, removes. Refused for a name that is no token or a value with CR, LF or NUL.
  virtual Status set_header(Text name, Text value) noexcept = 0;
  virtual Status add_header(Text name, Text value) noexcept = 0;
  virtual void remove_header(Text name) noexcept = 0;
  // Empty for a stream.
  virtual Bytes body() noexcept = 0;
  // Copies.
  virtual void set_body(Bytes bytes) noexcept = 0;
  // Takes bytes that stay the maker's: release(owner) is called when they have left.
  virtual void adopt_body(Bytes bytes, void (*release)(void* owner) noexcept,
                          void* owner) noexcept = 0;
  // An event stream ends at once when its extension is swapped; another has time to finish.
  virtual void stream_body(StreamCallback next, bool event_stream) noexcept = 0;
  // Adds a Set-Cookie. Refused for a name, domain or same_site that there cannot be.
  virtual Status set_cookie(const Cookie* cookie) noexcept = 0;
  // Location is the URI of `location`, an IRI; the body is a page with a link to it.
  virtual Status redirect(Text location, int32_t status) noexcept = 0;
  // Answers with a file; 404 unless `path` is a regular file that can be read. Below `folder`, when
  // that is given, and 404 for a `path` that leaves it.
  virtual Status send_file(Text folder, Text path, const FileOptions* options) noexcept = 0;
  // Content-Disposition for a name in any language (RFC 6266).
  virtual Status set_download_name(Text name, bool attachment) noexcept = 0;
  // Sets ETag to that of the body, unless there is one.
  virtual Status add_etag(bool weak) noexcept = 0;
  // Looks at the request's conditions and, with `ranges`, its Range: the answer becomes 304, 412,
  // 206 or 416 where they say so (RFC 9110, sections 13 and 14). Not for streams.
  virtual Status make_conditional(bool ranges) noexcept = 0;
  // The text behind the status in the status line, as long as the status stays. Refused with a line
  // break in it.
  virtual Status set_reason(Text reason) noexcept = 0;

 protected:
  ~Response() = default;
};

}  // namespace carboy::abi
