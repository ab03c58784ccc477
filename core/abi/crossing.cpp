#include "core/abi/crossing.h"

#include "core/app/failure.h"

namespace carboy::core::abi {
namespace {

void fault(std::string why) { app::fail(500, app::kError, std::move(why)); }

}  // namespace

Text crossing(std::string_view text) noexcept { return {text.data(), text.size()}; }

Text text_or_none(std::optional<std::string_view> found) noexcept {
  return found ? Text(found->data() == nullptr ? "" : found->data(), found->size()) : Text();
}

Status failed(std::string why) {
  fault(std::move(why));
  return Status::failed;
}

Status refused(std::string why) {
  fault(std::move(why));
  return Status::refused;
}

}  // namespace carboy::core::abi
