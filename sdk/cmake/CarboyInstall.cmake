# carboy_install_sdk() installs what the author of an extension needs: the headers and the CMake
# package. The installed tree can be moved. REQUIRES: include(GNUInstallDirs) comes first.
include(CMakePackageConfigHelpers)

function(carboy_install_sdk)
  set(from "${CMAKE_CURRENT_FUNCTION_LIST_DIR}")
  set(to "${CMAKE_INSTALL_LIBDIR}/cmake/Carboy")
  configure_package_config_file("${from}/CarboyConfig.cmake.in"
    "${CMAKE_CURRENT_BINARY_DIR}/CarboyConfig.cmake"
    INSTALL_DESTINATION "${to}" PATH_VARS CMAKE_INSTALL_INCLUDEDIR CMAKE_INSTALL_LIBDIR)
  # An extension that was built for 1.0 runs on every 1.x. One that needs 1.2 does not build with 1.0.
  write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/CarboyConfigVersion.cmake"
    VERSION "${PROJECT_VERSION}" COMPATIBILITY SameMajorVersion ARCH_INDEPENDENT)
  install(FILES
    "${CMAKE_CURRENT_BINARY_DIR}/CarboyConfig.cmake"
    "${CMAKE_CURRENT_BINARY_DIR}/CarboyConfigVersion.cmake"
    "${from}/CarboyExtension.cmake" "${from}/CarboyManifest.cmake" "${from}/CarboyPackage.cmake"
    "${from}/CarboyHeaders.cmake" "${from}/CarboyHeadersConfig.cmake.in" "${from}/header_cost.py"
    "${from}/CarboyTest.cmake"
    "${from}/carboy_extension.map"
    DESTINATION "${to}")
  install(DIRECTORY "${from}/../include/carboy" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
    FILES_MATCHING PATTERN "*.h" PATTERN "*.ipp")
endfunction()
