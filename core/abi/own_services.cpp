#include "core/abi/own_services.h"

#include <chrono>
#include <string>

#include "core/abi/pages_adapter.h"

#include <carboy/abi/types.h>

namespace carboy::core::abi {

struct OwnServices::Provided {
  explicit Provided(app::Kernel& kernel) : pages(kernel) {}
  PagesAdapter pages;
  PageWrapper page;
};

OwnServices::OwnServices(Shared& shared)
    : scope_(shared.registries, std::string(kOwner),
             std::to_string(carboy::abi::kSdkMajor) + "." + std::to_string(carboy::abi::kSdkMinor)),
      provided_(std::make_unique<Provided>(shared.kernel)) {
  services::Registry& registry = shared.registries.services;
  carboy::abi::Pages* const pages = &provided_->pages;
  scope_.add_service(registry.service(PagesAdapter::kId, 1), 0, pages, {});
  carboy::abi::RouteWrapper* const page = &provided_->page;
  services::Service& wrapper = registry.service(PageWrapper::kId, 1);
  scope_.add_service(wrapper, 0, page, {});
  scope_.contribution().provided_wrappers.push_back({&wrapper, 0, page});
  scope_.take_over(nullptr);
}

OwnServices::~OwnServices() {
  scope_.close();
  scope_.drain(std::chrono::steady_clock::now() + std::chrono::seconds(5));
  scope_.unwind();
}

}  // namespace carboy::core::abi
