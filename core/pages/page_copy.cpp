#include "core/pages/page_copy.h"

#include <algorithm>
#include <cstring>

namespace carboy::core::pages {
namespace {

constexpr std::string_view kMark = "carboy page 1\n";

class Writer {
 public:
  template <class Number>
  void number(Number value) {
    char bytes[sizeof(Number)];
    std::memcpy(bytes, &value, sizeof(Number));
    text_.append(bytes, sizeof(Number));
  }
  void text(std::string_view text) {
    number(static_cast<std::uint32_t>(text.size()));
    text_.append(text);
  }
  std::string take() { return std::string(kMark) + std::move(text_); }

 private:
  std::string text_;
};

// After the first length that does not fit, everything that it returns is empty.
class Reader {
 public:
  explicit Reader(std::string_view text) : left_(text) {
    if (bytes(kMark.size()) != kMark) is_right_ = false;
  }
  std::string_view bytes(std::size_t size) {
    if (size > left_.size()) is_right_ = false;
    if (!is_right_) return {};
    const std::string_view taken = left_.substr(0, size);
    left_.remove_prefix(size);
    return taken;
  }
  template <class Number>
  Number number() {
    Number value = 0;
    const std::string_view taken = bytes(sizeof(Number));
    if (is_right_) std::memcpy(&value, taken.data(), sizeof(Number));
    return value;
  }
  std::string_view text() { return bytes(number<std::uint32_t>()); }
  bool is_right() const { return is_right_; }
  bool is_at_end() const { return is_right_ && left_.empty(); }

 private:
  std::string_view left_;
  bool is_right_ = true;
};

void write_reads(Writer& to, std::span<const Read> reads) {
  to.number(static_cast<std::uint32_t>(reads.size()));
  for (const Read& read : reads) {
    to.number(static_cast<std::uint8_t>(read.source));
    to.number(static_cast<std::uint8_t>(read.value.has_value()));
    to.text(read.name);
    to.text(read.value.value_or(""));
  }
}

std::vector<Read> reads_from(Reader& from) {
  std::vector<Read> reads;
  for (auto left = from.number<std::uint32_t>(); left > 0 && from.is_right(); --left) {
    Read read;
    const auto source = from.number<std::uint8_t>();
    const bool has_value = from.number<std::uint8_t>() != 0;
    read.source = static_cast<Source>(std::min(source, static_cast<std::uint8_t>(Source::body)));
    read.name = from.text();
    const std::string_view value = from.text();
    if (has_value) read.value = value;
    reads.push_back(read);
  }
  return reads;
}

}  // namespace

std::string copy_of(const Kept& kept) {
  Writer to;
  to.text(kept.base);
  write_reads(to, kept.reads);
  to.number(kept.page.made);
  to.number(kept.page.age);
  to.number(static_cast<std::uint32_t>(kept.page.tags.size()));
  for (const TagPointer& tag : kept.page.tags) to.text(tag->name());
  to.number(static_cast<std::uint32_t>(kept.page.fields.size()));
  for (std::size_t i = 0; i < kept.page.fields.size(); ++i) {
    to.text(kept.page.fields.at(i).name);
    to.text(kept.page.fields.at(i).value);
  }
  to.text(kept.page.body);
  return to.take();
}

Copied put_copy(PageStore& store, std::string_view copy, std::uint64_t number,
                const Moment& moment) {
  Reader from(copy);
  const std::string_view base = from.text();
  const std::vector<Read> reads = reads_from(from);
  auto page = std::make_shared<Page>();
  page->number = number;
  page->generation = moment.generation;
  page->made = from.number<std::int64_t>();
  page->age = from.number<std::int64_t>();
  for (auto left = from.number<std::uint32_t>(); left > 0 && from.is_right(); --left) {
    page->tags.push_back(store.commits().tag(from.text()));
  }
  bool are_fields_right = true;
  for (auto left = from.number<std::uint32_t>(); left > 0 && from.is_right(); --left) {
    const std::string_view name = from.text();
    are_fields_right = page->fields.add(name, from.text()) && are_fields_right;
  }
  page->body = from.text();
  if (!from.is_at_end() || !are_fields_right) return Copied::malformed;
  if (!is_right(*page, moment)) return Copied::too_old;
  store.put(base, reads, std::move(page));
  return Copied::done;
}

}  // namespace carboy::core::pages
