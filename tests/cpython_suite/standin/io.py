from uio import *
