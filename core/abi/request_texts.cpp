#include "core/abi/request_texts.h"

#include <filesystem>

#include "core/abi/crossing.h"
#include "core/http/file_name.h"

namespace carboy::core::abi {
namespace {

std::vector<carboy::abi::Pair> pairs_of(const http::PairList& list) {
  std::vector<carboy::abi::Pair> pairs;
  pairs.reserve(list.size());
  for (const http::Pair& pair : list.all()) {
    pairs.push_back({crossing(pair.name), crossing(pair.value)});
  }
  return pairs;
}

}  // namespace

carboy::abi::Pairs crossing(CrossingPairs& made, const http::PairList& list) {
  if (!made) made = pairs_of(list);
  return {made->data(), made->size()};
}

FileAdapter::FileAdapter(const http::UploadedFile& file)
    : file_(file),
      headers_(pairs_of(file.headers())),
      safe_name_(http::secure_filename(file.filename())) {}

Text FileAdapter::field() noexcept { return crossing(file_.field()); }
Text FileAdapter::file_name() noexcept { return file_.filename(); }
Text FileAdapter::safe_file_name() noexcept { return safe_name_; }
Text FileAdapter::content_type() noexcept { return crossing(file_.content_type()); }
carboy::abi::Pairs FileAdapter::headers() noexcept { return {headers_.data(), headers_.size()}; }
uint64_t FileAdapter::size() noexcept { return file_.size(); }
Status FileAdapter::read(uint64_t offset, char* into, size_t size, size_t* got) noexcept {
  return contained([&] { *got = file_.read(offset, {into, size}); });
}
Status FileAdapter::save(Text path, bool overwrite) noexcept {
  using Existing = http::UploadedFile::Existing;
  return contained([&] {
    file_.save(std::filesystem::path(std::string_view(path)),
               overwrite ? Existing::replace : Existing::refuse);
  });
}

}  // namespace carboy::core::abi
