include $(VARIANT_DIR)/../../../ports/unix/variant/mpconfigvariant.mk

# soundness.c stands between the collector and everybody else. The command line gives flags of its own.
override LDFLAGS_EXTRA += $(foreach name,gc_alloc gc_realloc gc_free gc_collect_end,-Wl,--wrap=$(name))

# The collector itself reads and clears memory that nobody else may touch.
$(BUILD)/py/gc.o: CFLAGS += -fno-sanitize=all -Dmemset=soundness_memset -Dmemcpy=soundness_memcpy

# Only here: upstream's own code has known cases, and its virtual machine doesn't survive what this makes of its registers.
$(BUILD)/module/%.o: CFLAGS += -fsanitize=undefined -fno-sanitize-recover=undefined

# Both the module's observers and soundness.c stand at the collection's end: one after the other.
$(BUILD)/module/diagnostics/observe.o: CFLAGS += -D__wrap_gc_collect_end=asyncio_collect_end -D__real_gc_collect_end=soundness_collect_end
