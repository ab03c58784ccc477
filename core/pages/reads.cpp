#include "core/pages/reads.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/http/fields.h"

namespace carboy::core::pages {
namespace {

bool is_same(const Read& read, Source source, std::string_view name) {
  if (read.source != source || read.name.size() != name.size()) return false;
  const bool without_case = source == Source::field || source == Source::whole_field;
  return without_case ? http::same_name(read.name, name) : read.name == name;
}

}  // namespace

void Reads::begin(std::uint64_t number, std::int64_t time) {
  reads_.clear();
  tags_.clear();
  texts_.release();
  why_.clear();
  is_personal_ = false;
  number_ = number;
  time_ = time;
}

std::string_view Reads::keep(std::string_view text) {
  if (text.empty()) return "";
  char* const kept = static_cast<char*>(texts_.allocate(text.size(), 1));
  std::memcpy(kept, text.data(), text.size());
  return {kept, text.size()};
}

void Reads::note(Source source, std::string_view name, std::optional<std::string_view> value) {
  for (const Read& read : reads_) {
    if (is_same(read, source, name)) return;
  }
  if (reads_.size() == kMost) return refuse("it depends on too many parts of the request");
  reads_.push_back({source, keep(name), value});
}

void Reads::depends_on(TagPointer tag) {
  if (std::find(tags_.begin(), tags_.end(), tag) == tags_.end()) tags_.push_back(std::move(tag));
}

void Reads::refuse(std::string_view why) {
  if (why_.empty()) why_ = why.empty() ? std::string_view("the view says so") : why;
}

void Reads::mark_personal(std::string_view why) {
  is_personal_ = true;
  refuse(why);
}

}  // namespace carboy::core::pages
