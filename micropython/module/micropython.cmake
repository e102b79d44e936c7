# The module for MicroPython's cmake ports (rp2, esp32): cmake … -DUSER_C_MODULES=THIS_FILE (a list may name other modules too).
#
# What may be set beforehand (-D or environment):
#   MPY_ASYNCIO_TARGET    Rust's name of the target; by default derived from the port's own variables
#   MPY_ASYNCIO_FEATURES  cargo features, separated by commas: small (what MicroPython documents), parity (what stock has), board (the
#                         default), full, or single ones; see Cargo.toml
#   MPY_ASYNCIO_PROFILE   cargo profile: board (size, the default) or release (speed)
#   MPY_ASYNCIO_ARCHIVE   a prebuilt archive, for builders without Rust
#
# usermod.cmake includes this file before the port's own target exists, so what needs that target is put off to the end of the
# port's CMakeLists.txt (cmake_language DEFER, CMake 3.19).

if(CMAKE_VERSION VERSION_LESS 3.19)
    message(FATAL_ERROR "mpy-asyncio: CMake ${CMAKE_VERSION}: 3.19 or newer is needed")
endif()

set(MPY_ASYNCIO_MODULE_DIR ${CMAKE_CURRENT_LIST_DIR})
get_filename_component(MPY_ASYNCIO_ROOT ${CMAKE_CURRENT_LIST_DIR}/../.. ABSOLUTE)

foreach(name MPY_ASYNCIO_TARGET MPY_ASYNCIO_FEATURES MPY_ASYNCIO_PROFILE MPY_ASYNCIO_ARCHIVE)
    if(NOT ${name} AND DEFINED ENV{${name}})
        set(${name} $ENV{${name}})
    endif()
endforeach()
if(NOT MPY_ASYNCIO_PROFILE)
    set(MPY_ASYNCIO_PROFILE board)
endif()
if(NOT MPY_ASYNCIO_FEATURES)
    set(MPY_ASYNCIO_FEATURES board)
endif()

# What features.py reads: the definitions are made anew when it changes.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
    ${MPY_ASYNCIO_ROOT}/Cargo.toml
    ${MPY_ASYNCIO_MODULE_DIR}/features.py
    ${MPY_ASYNCIO_MODULE_DIR}/glue/bridge.h
    ${MPY_ASYNCIO_MODULE_DIR}/glue/error_texts.h
)
find_package(Python3 REQUIRED COMPONENTS Interpreter)
execute_process(
    COMMAND ${Python3_EXECUTABLE} ${MPY_ASYNCIO_MODULE_DIR}/features.py "${MPY_ASYNCIO_FEATURES}"
    OUTPUT_VARIABLE MPY_ASYNCIO_DEFINITIONS OUTPUT_STRIP_TRAILING_WHITESPACE
    RESULT_VARIABLE status ERROR_VARIABLE trouble
)
if(status)
    message(FATAL_ERROR "mpy-asyncio: ${trouble}")
endif()
string(REPLACE "\n" ";" MPY_ASYNCIO_DEFINITIONS "${MPY_ASYNCIO_DEFINITIONS}")
# Released without its Rust half, the module has archives beside it, one for each target.
get_filename_component(MPY_ASYNCIO_ARCHIVES ${MPY_ASYNCIO_MODULE_DIR}/../archives ABSOLUTE)
if(MPY_ASYNCIO_ARCHIVE OR EXISTS ${MPY_ASYNCIO_ARCHIVES})
    list(APPEND MPY_ASYNCIO_DEFINITIONS MPY_ASYNCIO_PREBUILT=1)
endif()
# The compiler takes them from the library below, the search for qstrs from here.
list(APPEND MICROPY_CPP_DEF_EXTRA ${MPY_ASYNCIO_DEFINITIONS})

# mpconfigasyncio.h stands before every file. The search for qstrs knows only definitions: there the header's own are repeated.
set(MPY_ASYNCIO_CONFIG ${MPY_ASYNCIO_MODULE_DIR}/mpconfigasyncio.h)
file(STRINGS ${MPY_ASYNCIO_CONFIG} asked_for REGEX "^#define MICROPY_[A-Z_]+ \\([0-9]+\\)$")
foreach(line ${asked_for})
    string(REGEX REPLACE "^#define ([A-Z_]+) \\(([0-9]+)\\)$" "\\1=\\2" definition ${line})
    list(APPEND MICROPY_CPP_DEF_EXTRA ${definition})
endforeach()

# The one list of the module's C sources: what lies beside this file and in its folders.
file(GLOB MPY_ASYNCIO_SOURCES CONFIGURE_DEPENDS ${MPY_ASYNCIO_MODULE_DIR}/*.c ${MPY_ASYNCIO_MODULE_DIR}/*/*.c)
file(GLOB_RECURSE MPY_ASYNCIO_RUST_SOURCES CONFIGURE_DEPENDS
    ${MPY_ASYNCIO_ROOT}/src/*.rs
    ${MPY_ASYNCIO_ROOT}/micropython/sys/*.rs
    ${MPY_ASYNCIO_ROOT}/micropython/sys/Cargo.toml
)
list(APPEND MPY_ASYNCIO_RUST_SOURCES
    ${MPY_ASYNCIO_ROOT}/Cargo.toml
    ${MPY_ASYNCIO_ROOT}/Cargo.lock
    ${MPY_ASYNCIO_MODULE_DIR}/glue/bridge.h
    ${MPY_ASYNCIO_MODULE_DIR}/glue/contract.h
    ${MPY_ASYNCIO_MODULE_DIR}/glue/error_texts.h
    ${MPY_ASYNCIO_MODULE_DIR}/cargo_build.sh
)

include(${MPY_ASYNCIO_MODULE_DIR}/rust_target.cmake)

# The C compiler's view of MicroPython's headers, one shell-quoted flag per line, for bindgen.
function(mpy_asyncio_write_flags FILE)
    set(includes "$<FILTER:$<TARGET_PROPERTY:${MICROPY_TARGET},INCLUDE_DIRECTORIES>,EXCLUDE,^$>")
    set(definitions "$<FILTER:$<TARGET_PROPERTY:${MICROPY_TARGET},COMPILE_DEFINITIONS>,EXCLUDE,^$>")
    string(REGEX MATCHALL "-(D|U|m|f|std=)[^ ]+" machine_flags "${CMAKE_C_FLAGS}")
    # GCC's -fshort-enums, the default on bare ARM, stays out: it would give the constants in bridge.h another type on each port,
    # and no structure that crosses the bridge holds an enum.
    # The compiler's own folders: libclang doesn't always find its own headers, and never the C library's.
    list(TRANSFORM CMAKE_C_IMPLICIT_INCLUDE_DIRECTORIES PREPEND -isystem OUTPUT_VARIABLE system)
    list(JOIN machine_flags "'\n'" machine_flags)
    list(JOIN system "'\n'" system)
    # Some definitions depend on the language, so there is one file for each.
    file(GENERATE OUTPUT ${FILE}.$<COMPILE_LANGUAGE> CONTENT
"'${machine_flags}'
'-I$<JOIN:${includes},'
'-I>'
'-D$<JOIN:${definitions},'
'-D>'
'-include'
'${MPY_ASYNCIO_CONFIG}'
'${system}'
" TARGET ${MICROPY_TARGET})
endfunction()

# Called at the end of the port's CMakeLists.txt, in its scope.
function(mpy_asyncio_build_archive)
    mpy_asyncio_rust_target(target)
    execute_process(
        COMMAND ${MPY_ASYNCIO_MODULE_DIR}/cargo_build.sh --find --target ${target}
        OUTPUT_VARIABLE cargo OUTPUT_STRIP_TRAILING_WHITESPACE
        RESULT_VARIABLE status ERROR_VARIABLE trouble ERROR_STRIP_TRAILING_WHITESPACE
    )
    if(status)
        # A line that begins with a space is not broken up.
        message(FATAL_ERROR " mpy-asyncio: ${trouble}")
    endif()
    message(STATUS "mpy-asyncio: Rust for ${target} by ${cargo}")
    set(flags ${CMAKE_BINARY_DIR}/mpy_asyncio.flags)
    mpy_asyncio_write_flags(${flags})
    # The bindings hold qstrs and structures of this very build: its generated headers come first.
    add_custom_command(
        OUTPUT ${MPY_ASYNCIO_BUILT_ARCHIVE}
        COMMAND ${CMAKE_COMMAND} -E env
            MPY_ASYNCIO_CFLAGS_FILE=${flags}.C
            ${MPY_ASYNCIO_MODULE_DIR}/cargo_build.sh
            --target ${target} --profile ${MPY_ASYNCIO_PROFILE} --features "${MPY_ASYNCIO_FEATURES}"
            --target-dir ${CMAKE_BINARY_DIR}/cargo --output ${MPY_ASYNCIO_BUILT_ARCHIVE}
        DEPENDS
            ${MICROPY_QSTRDEFS_GENERATED}
            ${MICROPY_MODULEDEFS}
            ${MICROPY_ROOT_POINTERS}
            ${MICROPY_MPVERSION}
            ${flags}.C
            ${MPY_ASYNCIO_RUST_SOURCES}
        COMMENT "Building mpy-asyncio's Rust for ${target}"
        VERBATIM
        USES_TERMINAL
    )
    # As a source of the port's target, the archive is built in step with the generated headers by every generator.
    target_sources(${MICROPY_TARGET} PRIVATE ${MPY_ASYNCIO_BUILT_ARCHIVE})
    set_source_files_properties(${MPY_ASYNCIO_BUILT_ARCHIVE} PROPERTIES GENERATED TRUE HEADER_FILE_ONLY TRUE)
endfunction()

# The same for a release without the Rust half.
function(mpy_asyncio_take_archive)
    mpy_asyncio_rust_target(target)
    set(archive ${MPY_ASYNCIO_ARCHIVES}/${target}/libmpy_asyncio.a)
    if(NOT EXISTS ${archive})
        file(GLOB targets RELATIVE ${MPY_ASYNCIO_ARCHIVES} ${MPY_ASYNCIO_ARCHIVES}/*)
        message(FATAL_ERROR " mpy-asyncio: no archive for ${target}, only for ${targets}: build from the sources")
    endif()
    configure_file(${archive} ${MPY_ASYNCIO_BUILT_ARCHIVE} COPYONLY)
endfunction()

add_library(usermod_asyncio INTERFACE)
target_sources(usermod_asyncio INTERFACE ${MPY_ASYNCIO_SOURCES})
target_include_directories(usermod_asyncio INTERFACE ${MPY_ASYNCIO_MODULE_DIR})
target_compile_definitions(usermod_asyncio INTERFACE ${MPY_ASYNCIO_DEFINITIONS})
target_compile_options(usermod_asyncio INTERFACE "SHELL:-include ${MPY_ASYNCIO_CONFIG}")

if(MPY_ASYNCIO_ARCHIVE)
    if(NOT EXISTS ${MPY_ASYNCIO_ARCHIVE})
        message(FATAL_ERROR " mpy-asyncio: MPY_ASYNCIO_ARCHIVE=${MPY_ASYNCIO_ARCHIVE}: no such file: give the path of libmpy_asyncio.a")
    endif()
    target_link_libraries(usermod_asyncio INTERFACE ${MPY_ASYNCIO_ARCHIVE})
else()
    set(MPY_ASYNCIO_BUILT_ARCHIVE ${CMAKE_BINARY_DIR}/libmpy_asyncio.a)
    target_link_libraries(usermod_asyncio INTERFACE ${MPY_ASYNCIO_BUILT_ARCHIVE})
    if(EXISTS ${MPY_ASYNCIO_ARCHIVES})
        cmake_language(DEFER CALL mpy_asyncio_take_archive)
    else()
        cmake_language(DEFER CALL mpy_asyncio_build_archive)
    endif()
endif()

# Debug mode and the trace are told when garbage is collected.
if("${MPY_ASYNCIO_DEFINITIONS}" MATCHES "MPY_ASYNCIO_(DEBUG|STATS|TRACE)=1")
    target_link_options(usermod_asyncio INTERFACE "LINKER:--wrap=gc_collect_start" "LINKER:--wrap=gc_collect_end")
endif()
# What is printed at a prompt goes to the prompt's stream.
if("${MPY_ASYNCIO_DEFINITIONS}" MATCHES "MPY_ASYNCIO_REPL=1")
    target_link_options(usermod_asyncio INTERFACE "LINKER:--wrap=mp_hal_stdout_tx_strn")
endif()

target_link_libraries(usermod INTERFACE usermod_asyncio)
