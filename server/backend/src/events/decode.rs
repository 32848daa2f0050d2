//! Decompression that never makes more than it may, whatever the sender claims.

use std::io::{self, BufReader, Read};

/// Bytes on the wire of one request.
pub const WIRE: usize = 20 * 1024 * 1024;
/// Bytes of one request after decompression.
pub const DECODED: u64 = 100 * 1024 * 1024;
/// 8 MB: what a zstd frame may ask to keep in memory, as a power of two.
const ZSTD_WINDOW: u32 = 23;

/// How a body is compressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    #[default]
    Plain,
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

impl Encoding {
    /// Reads a `Content-Encoding` header.
    ///
    /// # Errors
    /// The reason, when it is none that is spoken here.
    pub fn parse(header: &str) -> Result<Self, String> {
        let mut names = header.split(',').map(str::trim).filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case("identity"));
        let Some(name) = names.next() else { return Ok(Self::Plain) };
        if names.next().is_some() {
            return Err("more than one content encoding".to_owned());
        }
        Ok(match name.to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => Self::Gzip,
            "deflate" => Self::Deflate,
            "br" => Self::Brotli,
            "zstd" => Self::Zstd,
            _ => return Err("unknown content encoding; use gzip, deflate, br or zstd".to_owned()),
        })
    }
}

/// Reads the plain bytes of `wire`. After `most` of them reading fails with [`is_too_large`].
///
/// # Errors
/// When the decompressor can't be set up.
pub fn reader<'a>(encoding: Encoding, wire: &'a [u8], most: u64) -> io::Result<BufReader<Box<dyn Read + 'a>>> {
    let plain: Box<dyn Read + 'a> = match encoding {
        Encoding::Plain => Box::new(wire),
        Encoding::Gzip => Box::new(flate2::read::MultiGzDecoder::new(wire)),
        Encoding::Deflate if is_zlib(wire) => Box::new(flate2::read::ZlibDecoder::new(wire)),
        Encoding::Deflate => Box::new(flate2::read::DeflateDecoder::new(wire)),
        Encoding::Brotli => Box::new(brotli::Decompressor::new(wire, 4_096)),
        Encoding::Zstd => {
            let mut decoder = zstd::Decoder::with_buffer(wire)?;
            decoder.window_log_max(ZSTD_WINDOW)?;
            Box::new(decoder)
        }
    };
    Ok(BufReader::with_capacity(16 * 1024, Box::new(Bounded { plain, left: most })))
}

/// "deflate" means zlib by the standard and raw deflate to some.
fn is_zlib(wire: &[u8]) -> bool {
    matches!(wire, [first, second, ..] if first & 0x0f == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0)
}

/// Everything at once.
///
/// # Errors
/// When it is broken, or longer than `most` bytes.
pub fn all(encoding: Encoding, wire: &[u8], most: u64) -> io::Result<Vec<u8>> {
    let mut plain = Vec::new();
    reader(encoding, wire, most)?.read_to_end(&mut plain)?;
    Ok(plain)
}

/// Whether reading failed because there was too much.
pub fn is_too_large(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::FileTooLarge
}

struct Bounded<R> {
    plain: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.plain.read(buffer)?;
        match self.left.checked_sub(read as u64) {
            Some(left) => self.left = left,
            None => return Err(io::ErrorKind::FileTooLarge.into()),
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;

    const ALL: [Encoding; 5] = [Encoding::Plain, Encoding::Gzip, Encoding::Deflate, Encoding::Brotli, Encoding::Zstd];

    fn encode(encoding: Encoding, plain: &[u8]) -> Vec<u8> {
        use flate2::{Compression, write};
        let mut wire = Vec::new();
        match encoding {
            Encoding::Plain => wire.extend_from_slice(plain),
            Encoding::Gzip => write::GzEncoder::new(&mut wire, Compression::fast()).write_all(plain).expect("gzip"),
            Encoding::Deflate => write::ZlibEncoder::new(&mut wire, Compression::fast()).write_all(plain).expect("zlib"),
            Encoding::Brotli => brotli::CompressorWriter::new(&mut wire, 4_096, 3, 20).write_all(plain).expect("br"),
            Encoding::Zstd => wire = zstd::encode_all(plain, 1).expect("zstd"),
        }
        wire
    }

    #[test]
    fn names_of_encodings() {
        for (header, encoding) in
            [("", Encoding::Plain), ("identity", Encoding::Plain), ("GZIP", Encoding::Gzip), ("x-gzip", Encoding::Gzip), ("br", Encoding::Brotli)]
        {
            assert_eq!(Encoding::parse(header), Ok(encoding));
        }
        assert!(Encoding::parse("lzma").is_err());
        assert!(Encoding::parse("gzip, br").is_err());
    }

    #[test]
    fn raw_deflate_is_understood_too() {
        let mut wire = Vec::new();
        flate2::write::DeflateEncoder::new(&mut wire, flate2::Compression::best()).write_all(b"hello hello hello").expect("deflates");
        assert_eq!(all(Encoding::Deflate, &wire, 100).expect("inflates"), b"hello hello hello");
    }

    #[test]
    fn bombs_end_at_the_bound() {
        let bomb = vec![0_u8; 8 * 1024 * 1024];
        for encoding in ALL {
            let error = all(encoding, &encode(encoding, &bomb), 1024 * 1024).expect_err("too large");
            assert!(is_too_large(&error), "{encoding:?}: {error}");
        }
    }

    #[test]
    fn cut_off_and_broken_bodies_are_errors() {
        for encoding in &ALL[1..] {
            let wire = encode(*encoding, &b"abcdefgh".repeat(1_000));
            assert!(all(*encoding, &wire[..wire.len() / 2], 1 << 20).is_err(), "{encoding:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_packed_unpacks(plain in proptest::collection::vec(any::<u8>(), 0..5_000)) {
            for encoding in ALL {
                prop_assert_eq!(&all(encoding, &encode(encoding, &plain), 5_000).expect("unpacks"), &plain);
            }
        }

        #[test]
        fn no_bytes_panic(wire in proptest::collection::vec(any::<u8>(), 0..500)) {
            for encoding in ALL {
                let _ = all(encoding, &wire, 100_000);
            }
        }
    }
}
