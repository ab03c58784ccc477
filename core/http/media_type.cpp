#include "core/http/media_type.h"

#include <algorithm>
#include <iterator>

#include "core/base/ascii.h"
#include "core/http/fields.h"
#include "core/http/header_text.h"
#include "core/http/option_header.h"

namespace carboy::core::http {
namespace {

struct Known {
  std::string_view extension, type;
};

// Sorted by extension. From RFCs and the IANA registry; for old formats, what browsers send.
constexpr Known kKnown[] = {
    {"3gp", "video/3gpp"},
    {"7z", "application/x-7z-compressed"},
    {"aac", "audio/aac"},
    {"apng", "image/apng"},
    {"appcache", "text/cache-manifest"},
    {"atom", "application/atom+xml"},
    {"avi", "video/x-msvideo"},
    {"avif", "image/avif"},
    {"bin", "application/octet-stream"},
    {"bmp", "image/bmp"},
    {"c", "text/x-c"},
    {"cjs", "text/javascript"},
    {"conf", "text/plain"},
    {"cpp", "text/x-c"},
    {"css", "text/css"},
    {"csv", "text/csv"},
    {"deb", "application/vnd.debian.binary-package"},
    {"doc", "application/msword"},
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {"eml", "message/rfc822"},
    {"eot", "application/vnd.ms-fontobject"},
    {"eps", "application/postscript"},
    {"epub", "application/epub+zip"},
    {"exe", "application/octet-stream"},
    {"flac", "audio/flac"},
    {"geojson", "application/geo+json"},
    {"gif", "image/gif"},
    {"h", "text/x-c"},
    {"heic", "image/heic"},
    {"heif", "image/heif"},
    {"htm", "text/html"},
    {"html", "text/html"},
    {"ico", "image/vnd.microsoft.icon"},
    {"ics", "text/calendar"},
    {"jar", "application/java-archive"},
    {"jfif", "image/jpeg"},
    {"jpeg", "image/jpeg"},
    {"jpg", "image/jpeg"},
    {"js", "text/javascript"},
    {"json", "application/json"},
    {"jsonld", "application/ld+json"},
    {"jxl", "image/jxl"},
    {"log", "text/plain"},
    {"m4a", "audio/mp4"},
    {"m4v", "video/mp4"},
    {"map", "application/json"},
    {"markdown", "text/markdown"},
    {"md", "text/markdown"},
    {"mid", "audio/midi"},
    {"midi", "audio/midi"},
    {"mjs", "text/javascript"},
    {"mkv", "video/x-matroska"},
    {"mov", "video/quicktime"},
    {"mp3", "audio/mpeg"},
    {"mp4", "video/mp4"},
    {"mpeg", "video/mpeg"},
    {"mpg", "video/mpeg"},
    {"odp", "application/vnd.oasis.opendocument.presentation"},
    {"ods", "application/vnd.oasis.opendocument.spreadsheet"},
    {"odt", "application/vnd.oasis.opendocument.text"},
    {"oga", "audio/ogg"},
    {"ogg", "audio/ogg"},
    {"ogv", "video/ogg"},
    {"opus", "audio/opus"},
    {"otf", "font/otf"},
    {"pdf", "application/pdf"},
    {"pem", "application/x-pem-file"},
    {"png", "image/png"},
    {"ppt", "application/vnd.ms-powerpoint"},
    {"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
    {"ps", "application/postscript"},
    {"py", "text/x-python"},
    {"rss", "application/rss+xml"},
    {"rtf", "application/rtf"},
    {"sh", "application/x-sh"},
    {"so", "application/octet-stream"},
    {"sql", "application/sql"},
    {"svg", "image/svg+xml"},
    {"tar", "application/x-tar"},
    {"text", "text/plain"},
    {"tif", "image/tiff"},
    {"tiff", "image/tiff"},
    {"toml", "application/toml"},
    {"ts", "video/mp2t"},
    {"tsv", "text/tab-separated-values"},
    {"ttc", "font/collection"},
    {"ttf", "font/ttf"},
    {"txt", "text/plain"},
    {"vcf", "text/vcard"},
    {"vtt", "text/vtt"},
    {"wasm", "application/wasm"},
    {"wav", "audio/wav"},
    {"weba", "audio/webm"},
    {"webm", "video/webm"},
    {"webmanifest", "application/manifest+json"},
    {"webp", "image/webp"},
    {"woff", "font/woff"},
    {"woff2", "font/woff2"},
    {"xhtml", "application/xhtml+xml"},
    {"xls", "application/vnd.ms-excel"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"xml", "text/xml"},
    {"xsl", "application/xml"},
    {"yaml", "application/yaml"},
    {"yml", "application/yaml"},
    {"zip", "application/zip"},
    {"zst", "application/zstd"},
};
static_assert(std::is_sorted(std::begin(kKnown), std::end(kKnown),
                             [](const Known& a, const Known& b) {
                               return a.extension < b.extension;
                             }));

struct Packed {
  std::string_view extension, encoding;
};
constexpr Packed kEncodings[] = {
    {"gz", "gzip"}, {"bz2", "bzip2"}, {"xz", "xz"}, {"br", "br"}, {"Z", "compress"}};

struct Short {
  std::string_view extension, type, encoding;
};
constexpr Short kShort[] = {
    {"svgz", "image/svg+xml", "gzip"},      {"tgz", "application/x-tar", "gzip"},
    {"taz", "application/x-tar", "gzip"},   {"tz", "application/x-tar", "gzip"},
    {"tbz2", "application/x-tar", "bzip2"}, {"txz", "application/x-tar", "xz"}};

constexpr std::size_t kMaxExtension = 16;

// Removes the extension from the name and returns it. Leading dots do not begin an extension.
std::string_view take_extension(std::string_view& name) noexcept {
  const std::size_t slash = name.rfind('/');
  const std::size_t begin = slash == std::string_view::npos ? 0 : slash + 1;
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot < begin) return {};
  if (name.substr(begin, dot - begin).find_first_not_of('.') == std::string_view::npos) return {};
  const std::string_view extension = name.substr(dot + 1);
  name = name.substr(0, dot);
  return extension;
}

std::string_view type_of(std::string_view extension) noexcept {
  char lower[kMaxExtension];
  if (extension.empty() || extension.size() > kMaxExtension) return {};
  std::transform(extension.begin(), extension.end(), lower, base::to_lower);
  const std::string_view wanted(lower, extension.size());
  const Known* found = std::lower_bound(
      std::begin(kKnown), std::end(kKnown), wanted,
      [](const Known& known, std::string_view text) { return known.extension < text; });
  return found != std::end(kKnown) && found->extension == wanted ? found->type : std::string_view();
}

}  // namespace

std::string_view MediaType::charset() const noexcept {
  return parameters.first("charset").value_or("");
}

bool MediaType::is_json() const noexcept {
  return essence == "application/json" ||
         (essence.starts_with("application/") && essence.ends_with("+json"));
}

MediaType parse_media_type(std::string_view content_type) {
  OptionHeader header = parse_options_header(content_type);
  return {lowered(header.value), std::move(header.options)};
}

bool has_essence(std::string_view content_type, std::string_view essence) noexcept {
  return same_name(trimmed(content_type.substr(0, content_type.find(';'))), essence);
}

GuessedType guess_type(std::string_view file_name) noexcept {
  const std::string_view last = take_extension(file_name);
  for (const Short& known : kShort) {
    if (same_name(known.extension, last)) return {known.type, known.encoding};
  }
  for (const Packed& packed : kEncodings) {
    if (packed.extension == last) return {type_of(take_extension(file_name)), packed.encoding};
  }
  return {type_of(last), {}};
}

std::string with_charset(std::string_view type) {
  std::string text(type);
  const std::string essence = lowered(trimmed(type.substr(0, type.find(';'))));
  const bool is_text = essence.starts_with("text/") || essence.ends_with("+xml") ||
                       essence == "application/xml" || essence == "application/javascript" ||
                       essence == "application/ecmascript";
  if (is_text && parse_media_type(type).charset().empty()) text += "; charset=utf-8";
  return text;
}

}  // namespace carboy::core::http
