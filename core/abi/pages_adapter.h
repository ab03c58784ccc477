// The stored pages as extensions see them.
//
// Thread rule: those of sdk/include/carboy/abi/pages.h and wrapper.h.
#pragma once

#include <carboy/abi/pages.h>
#include <carboy/abi/wrapper.h>

#include "core/app/kernel.h"

namespace carboy::core::abi {

class PagesAdapter final : public carboy::abi::Pages {
 public:
  static constexpr std::string_view kId = "carboy.Pages";

  explicit PagesAdapter(app::Kernel& kernel) : kernel_(kernel) {}
  uint64_t commit_number() noexcept override;
  uint64_t begin_commit(const Text* tags, size_t count) noexcept override;
  void end_commit(uint64_t token) noexcept override;
  void mark(const Text* tags, size_t count) noexcept override;
  void clear() noexcept override;
  void statistics(carboy::abi::PageStatistics* out) noexcept override;
  void each(carboy::abi::PageSink sink) noexcept override;
  Status put(Bytes page, uint64_t number) noexcept override;

 private:
  app::Kernel& kernel_;
};

// Stores the pages of the routes that name it: carboy::page().
class PageWrapper final : public carboy::abi::RouteWrapper {
 public:
  static constexpr std::string_view kId = "carboy.Page";

  uint32_t sdk() noexcept override;
  uint32_t phases(Text options) noexcept override;
  Status handle(carboy::abi::Request* request, carboy::abi::Response* response, Text options,
                carboy::abi::Next next) noexcept override;
  Status page(Text options, carboy::abi::PagePolicy* policy) noexcept override;
};

}  // namespace carboy::core::abi
