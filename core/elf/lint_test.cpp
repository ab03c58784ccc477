#include "core/elf/lint.h"

#include <elf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/sanitizers.h"
#include "core/base/testing/temporary_folder.h"
#include "core/elf/fixtures/fake_extension.h"

namespace carboy::core::elf {
namespace {

using fixtures::FakeExtension;
using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<Finding> findings_of(const std::string& bytes) {
  return lint(ElfFile::parse(std::as_bytes(std::span(bytes))));
}

std::vector<Finding> findings_of_fixture(const std::string& name) {
  return findings_of(base::read_file(CARBOY_FIXTURES "/" + name + ".so"));
}

auto finding(Finding::Severity severity, const std::string& text, const std::string& remedy) {
  return AllOf(Field(&Finding::severity, severity), Field(&Finding::text, HasSubstr(text)),
               Field(&Finding::remedy, HasSubstr(remedy)));
}

constexpr auto kWarning = Finding::Severity::warning;
constexpr auto kError = Finding::Severity::error;

TEST(Lint, FindsNothingInWhatTheSdkBuilds) {
  for (const char* name : {"guestbook", "plain", "with_lto", "with_gc_sections"}) {
    EXPECT_THAT(findings_of_fixture(name), IsEmpty()) << name;
  }
}

TEST(Lint, FindsAThreadLocalWithADestructor) {
  EXPECT_THAT(findings_of_fixture("pinned_by_thread_local"),
              ElementsAre(finding(kWarning, "thread_local with a destructor", "app.state()")));
  for (const char* name : {"__cxa_thread_atexit", "__cxa_thread_atexit_impl"}) {
    EXPECT_THAT(findings_of(FakeExtension{.undefined = {"memcpy", name}}.bytes()),
                ElementsAre(finding(kWarning, "thread_local with a destructor", "app.state()")));
  }
}

TEST(Lint, FindsNodelete) {
  EXPECT_THAT(findings_of_fixture("pinned_by_nodelete"),
              ElementsAre(finding(kWarning, "-z nodelete", "Remove that option")));
}

TEST(Lint, FindsAMissingEntryPoint) {
  EXPECT_THAT(findings_of_fixture("without_entry"),
              ElementsAre(finding(kError, "no entry point", "CARBOY_EXTENSION(init_app)")));
}

TEST(Lint, FindsWhatMissingFlagsLeave) {
  const auto findings = findings_of_fixture("unprotected");
#if defined(__clang__)
  EXPECT_THAT(findings, ElementsAre(finding(kWarning, "exports", "carboy_add_extension")));
#else
  EXPECT_THAT(findings, ElementsAre(finding(kWarning, "1 unique symbol", "-fno-gnu-unique"),
                                    finding(kWarning, "exports", "carboy_add_extension")));
#endif
}

TEST(Lint, CountsFurtherExports) {
  EXPECT_THAT(findings_of(FakeExtension{.exported = {"carboy_extension", "one", "two"}}.bytes()),
              ElementsAre(finding(kWarning, "exports 2 symbols besides", "hides them")));
}

TEST(Lint, KnowsTheSourceOfAFinding) {
  const std::string pinned = CARBOY_FIXTURES "/pinned_by_thread_local.so";
  const auto findings = findings_of_fixture("pinned_by_thread_local");
  ASSERT_EQ(findings.size(), 1U);
#if defined(__x86_64__)
  const auto source = source_of(findings.front(), SourceLines(pinned));
  ASSERT_TRUE(source);
  EXPECT_THAT(source->file, testing::EndsWith("pinned_by_thread_local.cpp"));
#endif
  const auto nodelete = findings_of_fixture("pinned_by_nodelete");
  ASSERT_EQ(nodelete.size(), 1U);
  EXPECT_FALSE(source_of(nodelete.front(), SourceLines(CARBOY_FIXTURES "/pinned_by_nodelete.so")));
}

TEST(Sanitizers, AreSeenInAFile) {
  const auto of = [](std::vector<std::string> undefined) {
    const std::string bytes = FakeExtension{.undefined = std::move(undefined)}.bytes();
    return Sanitizers::of(ElfFile::parse(std::as_bytes(std::span(bytes)))).names();
  };
  EXPECT_EQ(of({}), "");
  EXPECT_EQ(of({"__asan_init"}), "AddressSanitizer");
  EXPECT_EQ(of({"__tsan_init"}), "ThreadSanitizer");
  EXPECT_EQ(of({"__asan_init", "__ubsan_handle_add_overflow_abort"}),
            "AddressSanitizer and UndefinedBehaviorSanitizer");
}

TEST(Sanitizers, OfThisHostAreThoseItIsBuiltWith) {
  const Sanitizers host = Sanitizers::of_this_host();
#if CARBOY_ASAN
  EXPECT_TRUE(host.address);
#elif CARBOY_TSAN
  EXPECT_TRUE(host.thread);
#else
  EXPECT_EQ(host.names(), "");
#endif
  EXPECT_FALSE(host.without(host).any());
}

}  // namespace
}  // namespace carboy::core::elf
