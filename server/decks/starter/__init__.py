"""The starter deck: three packages of public faces, photographed anew so that both classes look like one set."""
