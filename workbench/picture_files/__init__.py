"""Pictures in and out: decoders, what they say beside their pixels, shades, encoders, sheets and animations."""
