#include "core/elf/elf_file.h"

#include <elf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "core/elf/fixtures/library_bytes.h"

namespace carboy::core::elf {
namespace {

using base::read_file;
using fixtures::fixture;
using fixtures::parse;
using fixtures::with;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

const char* const kBuilds[] = {"guestbook", "plain", "with_lto", "with_debug_information",
                               "with_gc_sections"};

TEST(ElfFile, FindsTheNotesOfEveryBuild) {
  for (const char* name : kBuilds) {
    const std::string bytes = fixture(name);
    const ElfFile file = parse(bytes);
    EXPECT_THAT(std::string(file.note(ElfFile::Note::manifest).value_or("")),
                HasSubstr(std::string("\"") + name + "\""));
    EXPECT_THAT(std::string(file.note(ElfFile::Note::build).value_or("")),
                HasSubstr("\"sdk\":\"1.0.0\""));
    EXPECT_FALSE(file.notes_were_moved());
  }
}

TEST(ElfFile, KeepsTheManifestByteForByte) {
  const std::string bytes = fixture("guestbook");
  EXPECT_EQ(parse(bytes).note(ElfFile::Note::manifest),
            read_file(CARBOY_FIXTURE_SOURCES "/guestbook/extension.json"));
}

TEST(ElfFile, GivesTheResourcesInOrder) {
  const std::string bytes = fixture("guestbook");
  const std::vector<Resource> resources = parse(bytes).resources();
  std::vector<std::string> paths;
  for (const Resource& one : resources) {
    paths.emplace_back(one.path);
    EXPECT_EQ(one.bytes,
              read_file(std::string(CARBOY_FIXTURE_SOURCES "/guestbook/") + std::string(one.path)));
    EXPECT_EQ(one.address % 8, 0U);
  }
  EXPECT_THAT(paths, ElementsAre("migrations/51aa0c77e3d2_written.toml",
                                 "migrations/8f2c41d0a9be_entries.toml", "static/dot.gif",
                                 "static/guestbook.css", "templates/guestbook/base.html",
                                 "templates/guestbook/empty.html", "templates/guestbook/entry.html",
                                 "templates/guestbook/form.html", "templates/guestbook/list.html",
                                 "templates/guestbook/thanks.html"));
}

TEST(ElfFile, NeedsNoSectionHeaders) {
  std::string bytes = fixture("guestbook");
  const std::vector<Resource> before = parse(bytes).resources();
  Elf64_Ehdr header;
  std::memcpy(&header, bytes.data(), sizeof header);
  const std::size_t sections_at = header.e_shoff;
  header.e_shoff = header.e_shnum = header.e_shstrndx = 0;
  std::memcpy(bytes.data(), &header, sizeof header);
  bytes.resize(sections_at);
  const ElfFile file = parse(bytes);
  EXPECT_TRUE(file.note(ElfFile::Note::manifest).has_value());
  ASSERT_EQ(file.resources().size(), before.size());
  EXPECT_EQ(file.resources().back().path, before.back().path);
  EXPECT_THAT(file.exported_symbols(), ElementsAre("carboy_extension"));
  EXPECT_THAT(file.undefined_symbols(), Contains("_Znwm"));
}

TEST(ElfFile, FallsBackToSectionHeadersForNotes) {
  std::string bytes = fixture("guestbook");
  Elf64_Ehdr header;
  std::memcpy(&header, bytes.data(), sizeof header);
  for (std::size_t i = 0; i < header.e_phnum; ++i) {
    const std::size_t at = header.e_phoff + i * sizeof(Elf64_Phdr);
    Elf64_Phdr program;
    std::memcpy(&program, bytes.data() + at, sizeof program);
    if (program.p_type == PT_NOTE) bytes = with<std::uint32_t>(bytes, at, PT_NULL);
  }
  const ElfFile file = parse(bytes);
  EXPECT_TRUE(file.notes_were_moved());
  EXPECT_TRUE(file.note(ElfFile::Note::manifest).has_value());
  EXPECT_EQ(file.resources().size(), 10U);
}

TEST(ElfFile, FallsBackToTheSectionForResources) {
  const std::string bytes = fixture("guestbook");
  const auto place = parse(bytes).note(ElfFile::Note::resources);
  ASSERT_TRUE(place.has_value());
  const auto at = static_cast<std::size_t>(place->data() - bytes.data());
  for (const std::uint64_t wrong : {std::uint64_t{0}, std::uint64_t{16}, UINT64_MAX - 5}) {
    const std::string moved = with(bytes, at, wrong);
    EXPECT_EQ(parse(moved).resources().size(), 10U) << wrong;
  }
}

TEST(ElfFile, KnowsTheSymbols) {
  const std::string plain = fixture("plain");
  EXPECT_THAT(parse(plain).exported_symbols(), ElementsAre("carboy_extension"));
  EXPECT_THAT(parse(plain).unique_symbols(), IsEmpty());
  EXPECT_FALSE(parse(plain).never_unloads());
  const std::string pinned = fixture("pinned_by_nodelete");
  EXPECT_TRUE(parse(pinned).never_unloads());
  const std::string local = fixture("pinned_by_thread_local");
  EXPECT_THAT(parse(local).undefined_symbols(), Contains(StartsWith("__cxa_thread_atexit")));
  EXPECT_THAT(parse(local).needed_libraries(), Contains("libstdc++.so.6"));
  const std::string without = fixture("without_entry");
  EXPECT_THAT(parse(without).exported_symbols(), IsEmpty());
  EXPECT_THAT(parse(without).undefined_symbols(), Contains("__cxa_finalize"));
}

TEST(ElfFile, ReadsALibraryThatIsNotAnExtension) {
  const std::string bytes = fixture("unprotected");
  const ElfFile file = parse(bytes);
  EXPECT_FALSE(file.note(ElfFile::Note::manifest).has_value());
  EXPECT_THAT(file.resources(), IsEmpty());
}

}  // namespace
}  // namespace carboy::core::elf
