#include "core/elf/elf_file.h"

#include <elf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "core/base/error.h"
#include "core/elf/fixtures/fake_extension.h"
#include "core/elf/fixtures/library_bytes.h"

namespace carboy::core::elf {
namespace {

using base::read_file;
using fixtures::FakeExtension;
using fixtures::fixture;
using fixtures::parse;
using fixtures::with;
using testing::HasSubstr;
using testing::StartsWith;

std::string elf_refusal(const std::string& bytes) {
  try {
    parse(bytes);
  } catch (const base::Error& error) {
    return error.what();
  }
  return "";
}

// Reads everything that a file could be wrong about. The bytes are in a heap block of exactly their
// size, so that a sanitizer notices a read past the end.
void read_everything(const std::string& bytes) {
  const std::vector<std::byte> exact = [&] {
    const auto span = std::as_bytes(std::span(bytes));
    return std::vector<std::byte>(span.begin(), span.end());
  }();
  try {
    const ElfFile file = ElfFile::parse(exact);
    std::size_t sum = 0;
    for (const Resource& one : file.resources()) {
      for (const char c : one.path) sum += static_cast<unsigned char>(c);
      for (const char c : one.bytes) sum += static_cast<unsigned char>(c);
    }
    for (const auto* list : {&file.undefined_symbols(), &file.exported_symbols(),
                             &file.unique_symbols(), &file.needed_libraries()}) {
      for (const std::string_view name : *list) sum += name.size();
    }
    sum += file.note(ElfFile::Note::manifest).value_or("").size();
    EXPECT_LE(sum, 256 * 100 * bytes.size() + 1);
  } catch (const base::Error&) {
    SUCCEED();
  }
}

TEST(ElfFileDamage, SaysThatAFileIsCutOff) {
  const std::string bytes = fixture("guestbook");
  for (std::size_t size = 64; size < bytes.size(); size += size < 2048 ? 1 : 61) {
    EXPECT_THAT(elf_refusal(bytes.substr(0, size)), HasSubstr("is cut off")) << size;
  }
  EXPECT_THAT(elf_refusal(bytes.substr(0, bytes.size() - 1)), HasSubstr("is cut off"));
  for (std::size_t size = 4; size < 64; ++size) {
    EXPECT_EQ(elf_refusal(bytes.substr(0, size)),
              "is cut off: only " + std::to_string(size) + " bytes of its header are there");
  }
}

TEST(ElfFileDamage, ReportsBothSizes) {
  std::string bytes = FakeExtension{.manifest = std::string(2000, ' ')}.bytes();
  const std::string whole = std::to_string(bytes.size());
  bytes.resize(1234);
  EXPECT_EQ(elf_refusal(bytes), "is cut off: its headers describe " + whole.substr(0, 1) + "," +
                                    whole.substr(1) +
                                    " bytes, but it has 1,234. Copy or download it again");
}

TEST(ElfFileDamage, NamesWhatIsNotALibrary) {
  const std::string bytes = fixture("plain");
  EXPECT_EQ(elf_refusal(""), "is empty");
  EXPECT_EQ(elf_refusal("#!/bin/sh\nexit 0\n"), "is a script: it begins with #!");
  EXPECT_EQ(elf_refusal("/* GNU ld script */\nINPUT(libx.so)\n"), "is a text file");
  EXPECT_EQ(elf_refusal(std::string("\0\1\2\3", 4)), "is not a shared library (no ELF header)");
  EXPECT_EQ(elf_refusal("!<arch>\n"), "is a static library (.a)");
  EXPECT_THAT(elf_refusal("PK\x03\x04rest"), HasSubstr("zip"));
  EXPECT_THAT(elf_refusal("\x1f\x8brest"), HasSubstr("gzip"));
  EXPECT_THAT(elf_refusal(with<std::uint16_t>(bytes, 16, ET_CORE)), HasSubstr("core dump"));
  EXPECT_EQ(elf_refusal(with<std::uint16_t>(bytes, 16, ET_EXEC)), "is a program, not a library");
  EXPECT_THAT(elf_refusal(with<std::uint16_t>(bytes, 16, ET_REL)), HasSubstr("object file"));
  EXPECT_THAT(elf_refusal(with<std::uint16_t>(bytes, 16, 77)), HasSubstr("unknown type"));
  EXPECT_EQ(elf_refusal(read_file("/proc/self/exe")), "is a program, not a library");
}

TEST(ElfFileDamage, NamesAnotherMachine) {
  const std::string bytes = FakeExtension{}.bytes();
  EXPECT_THAT(elf_refusal(with<std::uint8_t>(bytes, EI_CLASS, ELFCLASS32)),
              StartsWith("is built for a 32-bit machine; this host is "));
  EXPECT_THAT(elf_refusal(with<std::uint8_t>(bytes, EI_DATA, ELFDATA2MSB)),
              HasSubstr("another byte order"));
  EXPECT_THAT(elf_refusal(with<std::uint16_t>(bytes, 18, EM_RISCV)),
              StartsWith("is built for RISC-V; this host is "));
  EXPECT_THAT(elf_refusal(with<std::uint16_t>(bytes, 18, EM_386)), HasSubstr("32-bit x86"));
  EXPECT_THAT(elf_refusal(with<std::uint16_t>(bytes, 18, 4711)), HasSubstr("ELF number 4711"));
  EXPECT_THAT(elf_refusal(with<std::uint8_t>(bytes, EI_VERSION, 9)), HasSubstr("damaged"));
}

TEST(ElfFileDamage, RefusesSenselessHeaders) {
  const std::string bytes = FakeExtension{}.bytes();
  EXPECT_THAT(elf_refusal(with<std::uint16_t>(bytes, 56, 0)), HasSubstr("program headers"));
  EXPECT_THAT(elf_refusal(with<std::uint16_t>(bytes, 54, 8)), HasSubstr("program headers"));
  EXPECT_THAT(elf_refusal(with<std::uint64_t>(bytes, 32, UINT64_MAX - 8)), HasSubstr("damaged"));
  EXPECT_THAT(elf_refusal(with<std::uint64_t>(bytes, 64 + 32, UINT64_MAX)), HasSubstr("damaged"));
  const std::string odd = with<std::uint16_t>(with<std::uint64_t>(bytes, 40, 64), 60, 3);
  EXPECT_THAT(elf_refusal(odd), HasSubstr("section headers"));
}

TEST(ElfFileDamage, RefusesTwoManifests) {
  FakeExtension made;
  made.manifest = std::string(3, 'x');
  std::string bytes = made.bytes();
  // The type of the second note becomes that of the first.
  const std::size_t second = bytes.find(std::string("\x02\x59\x42\x43", 4));
  ASSERT_NE(second, std::string::npos);
  bytes[second] = '\x01';
  EXPECT_THAT(elf_refusal(bytes), HasSubstr("manifests of two extensions"));
}

TEST(ElfFileDamage, RefusesADamagedBlock) {
  const FakeExtension made{.manifest = "{}",
                           .resources = {{"static/a", "one"}, {"static/b", "two"}}};
  const std::string bytes = made.bytes();
  const auto place = parse(bytes).note(ElfFile::Note::resources);
  ASSERT_TRUE(place.has_value());
  const auto at = static_cast<std::size_t>(place->data() - bytes.data());
  const auto damage = [&](std::size_t offset, std::uint64_t value) -> std::string {
    const std::string wrong = with(bytes, offset, value);
    try {
      parse(wrong).resources();
    } catch (const base::Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_THAT(damage(at, UINT64_MAX), HasSubstr("damaged"));
  EXPECT_THAT(damage(at + 8, UINT64_MAX), HasSubstr("outside the file"));
  EXPECT_THAT(damage(at + 8, 8), HasSubstr("cut off"));
  EXPECT_THAT(damage(at + 16, UINT64_MAX), HasSubstr("impossible values"));
  EXPECT_THAT(damage(at + 16, 1), HasSubstr("unknown bytes"));
  EXPECT_THAT(damage(at + 16, 3), HasSubstr("damaged"));
  const std::size_t block = bytes.find("static/a") - 16;
  EXPECT_THAT(damage(block, UINT64_MAX), HasSubstr("path"));
  EXPECT_THAT(damage(block + 8, UINT64_MAX - 7), HasSubstr("cut off"));
}

TEST(ElfFileDamage, SurvivesMutations) {
  std::mt19937 random(1);  // NOLINT: the same mutations in every run
  for (const std::string& original :
       {fixture("guestbook"), fixture("without_entry"),
        FakeExtension{.manifest = "{}", .resources = {{"static/a", "one"}}}.bytes()}) {
    for (int round = 0; round < 4000; ++round) {
      std::string bytes = original;
      if (round % 4 == 0) bytes.resize(random() % bytes.size());
      const std::size_t changes = 1 + random() % 8;
      for (std::size_t i = 0; i < changes && !bytes.empty(); ++i) {
        const std::size_t range =
            random() % 2 == 0 ? std::min<std::size_t>(bytes.size(), 0x400) : bytes.size();
        const auto value = static_cast<char>(random() % 3 == 0 ? 0xff : random());
        bytes[random() % range] = value;
      }
      read_everything(bytes);
    }
  }
}

TEST(ElfFileDamage, SurvivesEveryExtremeHeaderField) {
  const std::string original = fixture("guestbook");
  Elf64_Ehdr header;
  std::memcpy(&header, original.data(), sizeof header);
  const std::size_t end = header.e_phoff + header.e_phnum * sizeof(Elf64_Phdr);
  for (std::size_t at = 4; at + 8 <= end; at += 2) {
    for (const std::uint64_t value : {std::uint64_t{0}, UINT64_MAX, UINT64_MAX - 7,
                                      std::uint64_t{1} << 63, std::uint64_t{original.size()}}) {
      read_everything(with(original, at, value));
    }
  }
}

TEST(ElfFileDamage, SurvivesEveryExtremeDynamicEntry) {
  const std::string original = fixture("without_entry");
  Elf64_Ehdr header;
  std::memcpy(&header, original.data(), sizeof header);
  for (std::size_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr program;
    std::memcpy(&program, original.data() + header.e_phoff + i * sizeof program, sizeof program);
    if (program.p_type != PT_DYNAMIC) continue;
    for (std::size_t at = program.p_offset; at < program.p_offset + program.p_filesz; at += 8) {
      for (const std::uint64_t value :
           {std::uint64_t{0}, UINT64_MAX, std::uint64_t{8}, std::uint64_t{original.size() - 4}}) {
        read_everything(with(original, at, value));
      }
    }
  }
}

}  // namespace
}  // namespace carboy::core::elf
