include $(VARIANT_DIR)/../../../ports/unix/variant/mpconfigvariant.mk
