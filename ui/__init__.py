"""The screens: Qt only; imports kiosk, never the other way round."""
