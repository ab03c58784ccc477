#include "core/abi/state_adapter.h"

#include <string>
#include <utility>

#include "core/abi/crossing.h"
#include "core/base/error.h"

namespace carboy::core::abi {
namespace {

using extensions::KeptState;

// Calls work(claim) with the sole right to change a key. Returns refused, with the reason, if there
// is none, or if `work` throws.
template <class Work>
Status with_claim(KeptState& state, Text key, std::string_view call, Work&& work) noexcept {
  try {
    KeptState::Claim claim(state, key, call);
    return work(claim);
  } catch (const base::Error& error) {
    return refused(error.what());
  } catch (const std::exception& error) {
    return failed(error.what());
  }
}

// One byte beyond the limit is enough to see that it is exceeded.
void append_value(void* self, Text piece) noexcept {
  auto& value = *static_cast<std::string*>(self);
  const std::size_t left = KeptState::kMostValueBytes + 1 - value.size();
  value.append(piece.data, std::min(piece.size, left));
}

}  // namespace

Status StateAdapter::get(Text key, TextSink out) noexcept {
  const KeptState::Bytes bytes = state_.get(key);
  if (bytes == nullptr) return Status::not_found;
  out.put(*bytes);
  return Status::ok;
}

Status StateAdapter::put(Text key, Bytes value) noexcept {
  return with_claim(state_, key, "put()", [&](KeptState::Claim& claim) {
    claim.put(std::string(value.data, value.size));
    return Status::ok;
  });
}

Status StateAdapter::erase(Text key) noexcept {
  return with_claim(state_, key, "erase()", [&](KeptState::Claim& claim) {
    claim.erase();
    return Status::ok;
  });
}

Status StateAdapter::update(Text key, carboy::abi::StateChange change) noexcept {
  return with_claim(state_, key, "update()", [&](KeptState::Claim& claim) {
    Bytes old;
    if (claim.bytes() != nullptr) old = {claim.bytes()->data(), claim.bytes()->size()};
    std::string next;
    const Status status = change.function(change.self, claim.bytes() == nullptr ? nullptr : &old,
                                          TextSink{&append_value, &next});
    if (status == Status::ok) claim.put(std::move(next));
    if (status == Status::not_found) claim.erase();
    return status == Status::not_found ? Status::ok : status;
  });
}

void StateAdapter::keys(Text prefix, TextSink out) noexcept {
  for (const std::string& key : state_.keys(prefix)) out.put(key);
}

}  // namespace carboy::core::abi
