/** The base extension: who implements which version, and what is there. Spec: SBI v2.0, "Base Extension (EID #0x10)". */
import { success, type SbiExtension } from './extension.ts';

/** Version 2.0: major in bits 30:24, minor in 23:0. */
export const SBI_SPEC_VERSION = 0x0200_0000n;
/** The bytes "rach": an id outside the specification's list of implementations. */
export const SBI_IMPL_ID = 0x7261_6368n;
export const SBI_IMPL_VERSION = 1n;

export const base: SbiExtension = {
  name: 'BASE',
  eid: 0x10n,
  functions: [
    /* 0 sbi_get_spec_version */ () => success(SBI_SPEC_VERSION),
    /* 1 sbi_get_impl_id */ () => success(SBI_IMPL_ID),
    /* 2 sbi_get_impl_version */ () => success(SBI_IMPL_VERSION),
    /* 3 sbi_probe_extension */ (call) => success(call.probe(call.arg(0)) ? 1n : 0n),
    // As the hart's own CSRs say: zero, "not implemented".
    /* 4 sbi_get_mvendorid */ () => success(),
    /* 5 sbi_get_marchid */ () => success(),
    /* 6 sbi_get_mimpid */ () => success(),
  ],
};
