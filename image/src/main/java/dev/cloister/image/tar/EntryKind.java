package dev.cloister.image.tar;

/// What an entry of an archive is. Sockets have no form in tar.
public enum EntryKind {
    FILE('0'),
    HARD_LINK('1'),
    SYMLINK('2'),
    CHARACTER_DEVICE('3'),
    BLOCK_DEVICE('4'),
    FOLDER('5'),
    FIFO('6');

    private final char typeFlag;

    EntryKind(char typeFlag) {
        this.typeFlag = typeFlag;
    }

    char typeFlag() {
        return typeFlag;
    }

    public boolean isDevice() {
        return this == CHARACTER_DEVICE || this == BLOCK_DEVICE;
    }
}
