//! `#[export]`: makes a Rust function one that C calls by its name, and has the compiler compare it with its declaration in `bridge.h`.

use proc_macro::{TokenStream, TokenTree};

/// For `extern "C" fn mpy_…`: C calls it by this name. It does not build unless `bridge.h` declares it with the very same types:
/// `micropython_sys::seam`, which bindgen has made of the header, has a type for each function declared there.
#[proc_macro_attribute]
pub fn export(_: TokenStream, function: TokenStream) -> TokenStream {
    let is_fn = |token: &TokenTree| matches!(token, TokenTree::Ident(word) if word.to_string() == "fn");
    let name = function.clone().into_iter().skip_while(|token| !is_fn(token)).nth(1);
    let name = name.map_or_else(String::new, |name| name.to_string());
    let checked = format!("const _: ::micropython_sys::seam::{name} = {name};");
    let mut out: TokenStream = "#[unsafe(no_mangle)]".parse().unwrap_or_default();
    out.extend(function);
    out.extend(checked.parse::<TokenStream>().unwrap_or_default());
    out
}
