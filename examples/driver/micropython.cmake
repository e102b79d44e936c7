# The example drivers for ports that build with cmake.
add_library(usermod_camera INTERFACE)
target_sources(usermod_camera INTERFACE ${CMAKE_CURRENT_LIST_DIR}/camera.c ${CMAKE_CURRENT_LIST_DIR}/port.c)
target_link_libraries(usermod INTERFACE usermod_camera)
