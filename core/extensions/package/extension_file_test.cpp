#include "core/extensions/package/extension_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/sha256.h"
#include "core/base/testing/shell_command.h"
#include "core/base/testing/temporary_folder.h"
#include "core/elf/fixtures/fake_extension.h"

namespace carboy::core::extensions {
namespace {

using base::read_file;
using base::TemporaryFolder;
using elf::fixtures::FakeExtension;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const char* const kManifest = R"({"name": "shop", "version": "1.0.0", "sdk": "^1.0"})";

std::filesystem::path fixture_file(const std::string& name) {
  return std::string(CARBOY_FIXTURES "/") + name + ".so";
}

std::string file_refusal(const std::filesystem::path& file, const elf::Sanitizers& host = {}) {
  try {
    ExtensionFile::open(file, "extensions/x.so", host);
  } catch (const base::Error& error) {
    return error.what();
  }
  return "";
}

std::string refusal_of_bytes(const std::string& bytes) {
  const TemporaryFolder folder;
  return file_refusal(folder.write("x.so", bytes));
}

// A copy of the guestbook, changed by a tool: "{}" in the command is the copy.
class Treated {
 public:
  explicit Treated(std::string command) : file_(folder_ / "guestbook.so") {
    std::filesystem::copy_file(fixture_file("guestbook"), file_);
    for (std::size_t at = 0; (at = command.find("{}")) != std::string::npos;) {
      command.replace(at, 2, file_.string());
    }
    result_ = base::run(command);
  }
  const std::filesystem::path& file() const { return file_; }
  bool done() const { return result_.status == 0; }
  const std::string& output() const { return result_.output; }

 private:
  TemporaryFolder folder_;
  std::filesystem::path file_;
  base::CommandResult result_;
};

void expect_guestbook(const std::filesystem::path& file) {
  const ExtensionFile opened = ExtensionFile::open(file, "guestbook.so");
  EXPECT_EQ(opened.manifest().name, "guestbook");
  ASSERT_EQ(opened.resources().size(), 10U);
  EXPECT_EQ(opened.resources()[3].path, "static/guestbook.css");
  EXPECT_EQ(opened.resources()[3].bytes,
            read_file(CARBOY_FIXTURE_SOURCES "/guestbook/static/guestbook.css"));
}

TEST(ExtensionFile, OpensWhatTheSdkBuilds) {
  for (const char* name : {"plain", "with_lto", "with_debug_information", "with_gc_sections"}) {
    EXPECT_EQ(ExtensionFile::open(fixture_file(name), name).manifest().name, name);
  }
  expect_guestbook(fixture_file("guestbook"));
}

TEST(ExtensionFile, KnowsHowItWasBuilt) {
  const ExtensionFile file = ExtensionFile::open(fixture_file("guestbook"), "guestbook.so");
  EXPECT_EQ(file.build().sdk.major, 1U);
#if defined(__clang__)
  EXPECT_THAT(file.build().compiler,
              testing::StartsWith("clang " + std::to_string(__clang_major__)));
#else
  EXPECT_THAT(file.build().compiler, testing::StartsWith("g++ " + std::to_string(__GNUC__)));
#endif
  EXPECT_EQ(file.sha256(), base::sha256_hex(read_file(fixture_file("guestbook"))));
}

TEST(ExtensionFile, SurvivesStrip) {
  for (const char* command :
       {CARBOY_STRIP " --strip-all {}", CARBOY_STRIP " --strip-unneeded {}", CARBOY_OBJCOPY " {}",
        CARBOY_OBJCOPY " --strip-debug {} {}", CARBOY_OBJCOPY " --remove-section .comment {}"}) {
    const Treated copy(command);
    ASSERT_TRUE(copy.done()) << copy.output();
    expect_guestbook(copy.file());
  }
}

TEST(ExtensionFile, SurvivesTheLossOfItsSectionHeaders) {
  const Treated copy("command -v llvm-objcopy-14 && llvm-objcopy-14 --strip-sections {}");
  if (!copy.done()) GTEST_SKIP() << "llvm-objcopy-14 is not installed";
  expect_guestbook(copy.file());
}

TEST(ExtensionFile, SurvivesPatchelf) {
  // The path is so long that patchelf moves sections to the end of the file.
  const Treated copy("command -v patchelf && patchelf --set-rpath /" + std::string(5000, 'x') +
                     " {}");
  if (!copy.done()) GTEST_SKIP() << "patchelf is not installed";
  expect_guestbook(copy.file());
}

TEST(ExtensionFile, NamesWhatIsNotAnExtension) {
  EXPECT_EQ(file_refusal("/nowhere/x.so"), "extensions/x.so does not exist.");
  EXPECT_EQ(file_refusal("/tmp"), "extensions/x.so is a folder, not an extension.");
  EXPECT_EQ(file_refusal("/dev/null"), "extensions/x.so is not a regular file.");
  EXPECT_EQ(refusal_of_bytes(""), "extensions/x.so is empty.");
  EXPECT_EQ(refusal_of_bytes("#!/usr/bin/env python3\n"),
            "extensions/x.so is a script: it begins with #!.");
  EXPECT_EQ(refusal_of_bytes("hello"), "extensions/x.so is a text file.");
  EXPECT_EQ(file_refusal(fixture_file("unprotected")),
            "extensions/x.so is a shared library, but not a Carboy extension: it has no "
            "manifest. Extensions are built with carboy_add_extension.");
}

TEST(ExtensionFile, DoesNotWaitForAPipe) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "x.so").c_str(), 0600), 0);
  EXPECT_EQ(file_refusal(folder / "x.so"), "extensions/x.so is not a regular file.");
}

TEST(ExtensionFile, RefusesAWorldWritableOne) {
  const TemporaryFolder folder;
  const auto file = folder.write("x.so", FakeExtension{.manifest = kManifest}.bytes());
  EXPECT_EQ(file_refusal(file), "");
  ASSERT_EQ(::chmod(file.c_str(), 0646), 0);
  EXPECT_EQ(file_refusal(file),
            "extensions/x.so can be changed by every user of this machine, so its code is not run. "
            "`chmod o-w extensions/x.so` makes it safe.");
  try {
    ExtensionFile::open(file, "my shop's/x.so");
    ADD_FAILURE() << "was opened";
  } catch (const base::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("`chmod o-w 'my shop'\\''s/x.so'`"));
  }
  ASSERT_EQ(::chmod(file.c_str(), 0664), 0);
  EXPECT_EQ(file_refusal(file), "");
}

TEST(ExtensionFile, SaysThatItMayNotRead) {
  const TemporaryFolder folder;
  const auto file = folder.write("x.so", FakeExtension{.manifest = kManifest}.bytes());
  ASSERT_EQ(::chmod(file.c_str(), 0), 0);
  ASSERT_EQ(::chmod(folder.path().c_str(), 0755), 0);
  // Root may read everything, so the process becomes the user nobody for a moment.
  const bool root = ::geteuid() == 0;
  ASSERT_EQ(root ? ::seteuid(65534) : 0, 0);
  const std::string refusal = file_refusal(file);
  ASSERT_EQ(root ? ::seteuid(0) : 0, 0);
  EXPECT_EQ(refusal,
            "extensions/x.so cannot be read: permission denied. `chmod a+r extensions/x.so` as its "
            "owner helps.");
}

TEST(ExtensionFile, RefusesHugeFiles) {
  const TemporaryFolder folder;
  const auto file = folder.write("x.so", "x");
  std::filesystem::resize_file(file, std::uintmax_t{3} << 30);
  EXPECT_EQ(file_refusal(file),
            "extensions/x.so is larger than 1 GiB, the limit for an extension.");
}

TEST(ExtensionFile, ListsTheMistakesOfItsManifest) {
  EXPECT_EQ(
      refusal_of_bytes(
          FakeExtension{.manifest = R"({"name": "shop", "version": "1", "sdk": "^1.0"})"}.bytes()),
      "extensions/x.so: its manifest has 1 mistake:\n"
      "  version: \"1\" is not a version: it needs three numbers with dots between them. A "
      "version is MAJOR.MINOR.PATCH, such as 1.0.0 or 1.0.0-rc.1.");
  EXPECT_THAT(refusal_of_bytes(FakeExtension{.manifest = "{"}.bytes()),
              HasSubstr("extensions/x.so: its manifest is not valid JSON at line 1, column 2"));
}

TEST(ExtensionFile, RefusesATamperedOne) {
  const std::string bytes =
      FakeExtension{.manifest = kManifest, .resources = {{"static/a.css", "h1 {}"}}}.bytes();
  EXPECT_EQ(refusal_of_bytes(bytes), "");
  for (const char* text : {"1.0.0\", \"sdk\"", "a.css", "h1 {}"}) {
    std::string changed = bytes;
    changed[changed.find(text)] ^= 1;
    EXPECT_THAT(refusal_of_bytes(changed),
                HasSubstr("extensions/x.so was tampered with or is damaged: its manifest or its "
                          "files differ from those it was built with. Build it again, or install "
                          "it again with `carboy ext install FILE`."))
        << text;
  }
}

TEST(ExtensionFile, RefusesSenselessBuildInformation) {
  EXPECT_THAT(refusal_of_bytes(FakeExtension{.manifest = kManifest, .sdk = "one"}.bytes()),
              HasSubstr("how it was built cannot be read"));
  EXPECT_THAT(refusal_of_bytes(FakeExtension{.manifest = kManifest, .digest = "00"}.bytes()),
              HasSubstr("was tampered with"));
}

TEST(ExtensionFile, RefusesDangerousPaths) {
  for (const char* path : {"static/../../etc/passwd", "/etc/passwd", "static//a", "static/./a",
                           "static/", "a.txt", "", "static/a\\b", "static/a\nb",
                           "templates/other/a.html", "templates/a.html", "static/\xff"}) {
    EXPECT_THAT(
        refusal_of_bytes(FakeExtension{.manifest = kManifest, .resources = {{path, ""}}}.bytes()),
        HasSubstr("carries a file at"))
        << path;
  }
  EXPECT_THAT(refusal_of_bytes(FakeExtension{.manifest = kManifest,
                                             .resources = {{"static/a", ""}, {"static/a", ""}}}
                                   .bytes()),
              HasSubstr("carries two files at \"static/a\""));
}

TEST(ExtensionFile, RefusesASanitizerThatTheHostLacks) {
  const TemporaryFolder folder;
  const auto file = folder.write(
      "x.so", FakeExtension{.manifest = kManifest,
                            .undefined = {"__asan_init", "__ubsan_handle_type_mismatch_v1"}}
                  .bytes());
  EXPECT_EQ(
      file_refusal(file),
      "extensions/x.so is built with AddressSanitizer and UndefinedBehaviorSanitizer, but "
      "this host is not. Build it without -fsanitize, or run it in a host that is built the same "
      "way.");
  EXPECT_THAT(file_refusal(file, {.undefined = true}),
              HasSubstr("is built with AddressSanitizer, "));
  EXPECT_EQ(file_refusal(file, {.address = true, .undefined = true}), "");
}

TEST(ExtensionFile, RefusesRealSanitizedBuilds) {
  if (!std::filesystem::exists(fixture_file("with_address_sanitizer"))) {
    GTEST_SKIP() << "everything is built with a sanitizer here";
  }
  EXPECT_THAT(file_refusal(fixture_file("with_address_sanitizer")),
              HasSubstr("with AddressSanitizer,"));
  EXPECT_THAT(file_refusal(fixture_file("with_thread_sanitizer")),
              HasSubstr("with ThreadSanitizer,"));
  EXPECT_EQ(file_refusal(fixture_file("with_address_sanitizer"), {.address = true}), "");
}

TEST(ExtensionFile, WarnsWhenTheHostSeesLess) {
  const TemporaryFolder folder;
  const auto file = folder.write("x.so", FakeExtension{.manifest = kManifest}.bytes());
  EXPECT_THAT(ExtensionFile::open(file, "x.so", elf::Sanitizers{}).findings(), IsEmpty());
  const auto findings = ExtensionFile::open(file, "x.so", {.address = true}).findings();
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].severity, elf::Finding::Severity::warning);
  EXPECT_THAT(findings[0].text, HasSubstr("without the host's AddressSanitizer"));
}

TEST(ExtensionFile, KeepsItsBytesWhenMoved) {
  ExtensionFile first = ExtensionFile::open(fixture_file("guestbook"), "guestbook.so");
  const std::string_view bytes = first.resources()[3].bytes;
  const ExtensionFile second = std::move(first);
  EXPECT_EQ(second.resources()[3].bytes.data(), bytes.data());
  EXPECT_EQ(second.manifest().name, "guestbook");
}

}  // namespace
}  // namespace carboy::core::extensions
