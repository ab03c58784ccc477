#include "core/abi/pages_adapter.h"

#include <string_view>
#include <vector>

#include "core/abi/crossing.h"
#include "core/app/pages/request_reads.h"
#include "core/pages/page_copy.h"

namespace carboy::core::abi {
namespace {

std::vector<std::string_view> texts_of(const Text* texts, size_t count) {
  return {texts, texts + count};
}

// A request that changes something is not answered from the store the next time.
void note_change() {
  app::Exchange* const exchange = app::current_exchange();
  if (exchange == nullptr || !exchange->state().page.is_recorded) return;
  exchange->state().page.reads->refuse("the request changes something");
}

}  // namespace

uint64_t PagesAdapter::commit_number() noexcept { return kernel_.pages().commits().last(); }

uint64_t PagesAdapter::begin_commit(const Text* tags, size_t count) noexcept {
  note_change();
  return kernel_.pages().commits().begin(texts_of(tags, count));
}

void PagesAdapter::end_commit(uint64_t token) noexcept { kernel_.pages().commits().end(token); }

void PagesAdapter::mark(const Text* tags, size_t count) noexcept {
  note_change();
  kernel_.pages().commits().mark(texts_of(tags, count));
}

void PagesAdapter::clear() noexcept { kernel_.pages().clear(); }

void PagesAdapter::statistics(carboy::abi::PageStatistics* out) noexcept {
  const pages::Statistics now = kernel_.pages().statistics();
  carboy::abi::PageStatistics whole;
  whole.pages = now.pages;
  whole.bytes = now.bytes;
  whole.limit = now.limit;
  whole.hits = now.hits;
  whole.misses = now.misses;
  whole.stored = now.stored;
  whole.refused = now.refused;
  whole.evicted = now.evicted;
  fill_in(*out, whole);
}

void PagesAdapter::each(carboy::abi::PageSink sink) noexcept {
  // Copied first, so that the extension may call back.
  std::vector<std::string> copies;
  kernel_.pages().each([&](const pages::Kept& kept) { copies.push_back(pages::copy_of(kept)); });
  for (const std::string& copy : copies) sink.write(sink.self, {copy.data(), copy.size()});
}

Status PagesAdapter::put(Bytes page, uint64_t number) noexcept {
  return contained([&] {
    const auto generation = kernel_.generation();
    switch (pages::put_copy(kernel_.pages(), {page.data, page.size}, number,
                            {kernel_.now(), generation->number()})) {
      case pages::Copied::done:
        return Status::ok;
      case pages::Copied::too_old:
        return Status::not_found;
      case pages::Copied::malformed:
        break;
    }
    return refused("These bytes are no copy of a stored page of this version of Carboy.");
  });
}

uint32_t PageWrapper::sdk() noexcept {
  return uint32_t{carboy::abi::kSdkMajor} << 16 | carboy::abi::kSdkMinor;
}

uint32_t PageWrapper::phases(Text) noexcept {
  return static_cast<uint32_t>(carboy::abi::WrapperPhase::page);
}

Status PageWrapper::handle(carboy::abi::Request*, carboy::abi::Response*, Text,
                           carboy::abi::Next next) noexcept {
  return next();
}

Status PageWrapper::page(Text options, carboy::abi::PagePolicy* policy) noexcept {
  pages::PagePolicy parsed;
  const std::string mistake = pages::parse_policy(options, parsed);
  if (!mistake.empty()) return refused(mistake);
  policy->set_age(parsed.age.count());
  policy->set_browser_age(parsed.browser_age.count());
  for (const std::string& tag : parsed.tags) policy->add_tag(tag);
  for (const std::string& name : parsed.vary_cookies) policy->add_vary_cookie(name);
  return Status::ok;
}

}  // namespace carboy::core::abi
