// The contents of a request in the types of the boundary, made when an extension asks for them.
//
// Thread rule: that of the request.
#pragma once

#include <carboy/abi/request.h>

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "core/http/uploaded_file.h"

namespace carboy::core::abi {

class FileAdapter final : public carboy::abi::File {
 public:
  explicit FileAdapter(const http::UploadedFile& file);

  Text field() noexcept override;
  Text file_name() noexcept override;
  Text safe_file_name() noexcept override;
  Text content_type() noexcept override;
  carboy::abi::Pairs headers() noexcept override;
  uint64_t size() noexcept override;
  Status read(uint64_t offset, char* into, size_t size, size_t* got) noexcept override;
  Status save(Text path, bool overwrite) noexcept override;

 private:
  const http::UploadedFile& file_;
  std::vector<carboy::abi::Pair> headers_;
  std::string safe_name_;
};

using CrossingPairs = std::optional<std::vector<carboy::abi::Pair>>;

struct RequestTexts {
  CrossingPairs args, form, cookies, authorization;
  std::optional<std::vector<carboy::ByteRange>> ranges;
  std::deque<FileAdapter> files;
  std::vector<carboy::abi::File*> file_pointers;
  std::array<std::string, 4> urls;
};

// Returns the list in the types of the boundary, made at the first call.
carboy::abi::Pairs crossing(CrossingPairs& made, const http::PairList& list);

}  // namespace carboy::core::abi
