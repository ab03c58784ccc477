# The flags of the host's own targets. sdk/cmake/CarboyExtension.cmake has those of extensions.
set(carboy_warnings -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-align -Woverloaded-virtual)
add_library(carboy-compiler INTERFACE)
target_compile_options(carboy-compiler INTERFACE ${carboy_warnings} -pthread)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # clang 14 has no such flag; it never emits STB_GNU_UNIQUE.
  target_compile_options(carboy-compiler INTERFACE -fno-gnu-unique)
  if(CMAKE_UNITY_BUILD)
    # In a unity build g++ takes a source for a header, and warns about every class with a member from an
    # anonymous namespace.
    target_compile_options(carboy-compiler INTERFACE -Wno-subobject-linkage)
    # g++ lets a translation unit grow by 40 % through inlining. A unity build's single unit would use
    # that up before the functions that run for each request have their turn.
    target_compile_options(carboy-compiler INTERFACE "$<$<CONFIG:Release>:SHELL:--param large-unit-insns=1000000>")
  endif()
endif()
target_include_directories(carboy-compiler INTERFACE ${PROJECT_SOURCE_DIR})
target_link_options(carboy-compiler INTERFACE -Wl,-z,relro,-z,now)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ collects garbage once it has some megabytes, and spends a seventh of its time on that.
  add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:SHELL:--param ggc-min-heapsize=1000000>")
endif()
if(CARBOY_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(CARBOY_SANITIZE)
  add_compile_options(-fsanitize=${CARBOY_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${CARBOY_SANITIZE})
  if(CARBOY_SANITIZE MATCHES "undefined")
    # These three double the time to compile, and AddressSanitizer also finds null pointers.
    add_compile_options(-fno-sanitize-recover=undefined -fno-sanitize=null,object-size,vptr)
  endif()
endif()
